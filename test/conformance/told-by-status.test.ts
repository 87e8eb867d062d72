import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { createCatalog } from '../../src/catalog/catalog.ts';
import { shippedModels, shippedUpstreamModels } from '../../src/catalog/shipped-models.ts';
import { Failure } from '../../src/generation/failure.ts';
import type { UpstreamModel } from '../../src/generation/model.ts';
import { createOutbound, type Outbound } from '../../src/lib/outbound.ts';
import { discoverProviders, providerWork } from './provider-work.test.kit.ts';
import { serve, type TestServer } from './relay.test.kit.ts';

interface Refusal {
  readonly status: number;
  readonly body: string | Buffer;
  readonly headers?: Readonly<Record<string, string | number>>;
  /** Whether the connection breaks behind the body. */
  readonly isCut?: boolean;
}

const error = (code: string | number) => JSON.stringify({ error: { code, message: 'no' } });
const packings = { gzip: gzipSync, 'x-gzip': gzipSync, deflate: deflateSync, br: brotliCompressSync };

describe('a refusal whose body is packed, cut or endless', async () => {
  const providers = await discoverProviders();
  const catalog = createCatalog(shippedModels, shippedUpstreamModels);
  let server: TestServer;
  let outbound: Outbound;
  let refusal: Refusal;
  before(async () => {
    outbound = createOutbound({ allow: ['127.0.0.0/8'] });
    server = await serve((_request, response) => {
      const { status, body, headers, isCut } = refusal;
      response.writeHead(status, { 'content-type': 'application/json', ...headers });
      if (isCut) response.write(body, () => setTimeout(() => response.destroy(), 20));
      else response.end(body);
    });
  });
  after(() => {
    outbound.close();
    server.close();
  });

  const failureOf = async (name: string, given: Refusal): Promise<Failure> => {
    refusal = given;
    const provider = providers.find((one) => one.name === name);
    const shipped = shippedModels.find((one) => one.name === 'nano-banana-2');
    assert.ok(provider && shipped);
    const [id = ''] = provider.upstreamIds?.(shipped) ?? shipped.upstreamIds;
    const model = catalog.upstream(id) as UpstreamModel;
    const failure = await provider
      .generate(providerWork(provider, { outbound, baseUrl: server.url, model }))
      .catch((reason: unknown) => reason);
    assert.ok(failure instanceof Failure, String(failure));
    return failure;
  };

  for (const { name } of providers) {
    it(`is the failure that its status says, with the wait it asks for, and nothing was begun: ${name}`, async () => {
      const cases: readonly Omit<Refusal, 'status'>[] = [
        { body: gzipSync(error('no')), headers: { 'content-encoding': 'gzip' } },
        { body: 'no zip', headers: { 'content-encoding': 'gzip' } },
        { body: gzipSync(Buffer.alloc(10_000_000)), headers: { 'content-encoding': 'gzip' } },
        { body: 'what', headers: { 'content-encoding': 'zstd' } },
        { body: '{"error":{"message":"slow', headers: { 'content-length': 500 }, isCut: true },
        { body: '{"error":{"message":"slow', isCut: true },
        { body: Buffer.alloc(300_000, ' ') },
      ];
      for (const [status, code] of [
        [429, 'upstream_rate_limited'],
        [401, 'upstream_denied'],
        [402, 'upstream_denied'],
      ] as const) {
        for (const [index, given] of cases.entries()) {
          const failure = await failureOf(name, {
            status,
            ...given,
            headers: { 'retry-after': 7, ...given.headers },
          });
          const { upstreamStatus, retryAfterMs, outcomeUnknown } = failure;
          assert.deepEqual(
            [failure.code, upstreamStatus, retryAfterMs, outcomeUnknown],
            [code, status, 7_000, false],
            `${index}: ${failure.internal}`,
          );
        }
      }
    });
  }

  it('is read as any other where it can be unpacked, also without its end', async () => {
    const words = Buffer.from(error('content_policy_violation'));
    for (const [coding, pack] of Object.entries(packings)) {
      const headers = { 'content-encoding': coding };
      const failure = await failureOf('openai-compatible', { status: 400, body: pack(words), headers });
      assert.equal(failure.code, 'content_blocked', coding);
    }
    const body = gzipSync(words).subarray(0, -8);
    const headers = { 'content-encoding': 'gzip' };
    const cut = await failureOf('openai-compatible', { status: 400, body, headers, isCut: true });
    assert.equal(cut.code, 'content_blocked');
  });

  it('leaves the outcome open where nobody knows who refused', async () => {
    for (const body of ['<html>', '{"error":{"mess']) {
      const failure = await failureOf('openai-compatible', { status: 502, body, isCut: true });
      assert.deepEqual([failure.code, failure.outcomeUnknown], ['upstream_unavailable', true]);
    }
  });
});

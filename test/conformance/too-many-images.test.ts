import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { createIntake, mostImagesOfAnswer } from '../../src/archive/intake.ts';
import { createCatalog } from '../../src/catalog/catalog.ts';
import { shippedModels, shippedUpstreamModels } from '../../src/catalog/shipped-models.ts';
import { Failure } from '../../src/generation/failure.ts';
import type { UpstreamModel } from '../../src/generation/model.ts';
import type { Provider } from '../../src/generation/provider.ts';
import { createOutbound, type Outbound } from '../../src/lib/outbound.ts';
import { discoverProviders, providerWork } from './provider-work.test.kit.ts';
import { serve, type TestServer } from './relay.test.kit.ts';

const data = Buffer.alloc(96, 7).toString('base64');
const uri = `data:image/png;base64,${data}`;
const many = <Item>(item: Item): Item[] => Array(900).fill(item);
const google = (parts: readonly object[]) => ({ candidates: [{ finishReason: 'STOP', content: { parts } }] });
const json = 'application/json';
const sse = 'text/event-stream';

/** 900 small pictures, in every place they are read from. */
const answers: readonly (readonly [provider: string, place: string, mediaType: string, body: string])[] = [
  ['gemini-api', 'its fields', json, JSON.stringify(google(many({ inlineData: { data } })))],
  ['gemini-api', 'its text', json, JSON.stringify(google([{ text: many(`![x](${uri})`).join(' ') }]))],
  [
    'gemini-api',
    'the events of a stream',
    sse,
    many(`data: ${JSON.stringify(google([{ text: uri }]))}\r\n\r\n`).join(''),
  ],
  ['openai-compatible', 'its list', json, JSON.stringify({ data: many({ b64_json: data }) })],
  [
    'openai-compatible',
    'its text',
    json,
    JSON.stringify({ choices: [{ message: { content: many(uri).join('\n') } }] }),
  ],
];

describe('an answer with hundreds of pictures', async () => {
  const providers = new Map((await discoverProviders()).map((provider) => [provider.name, provider]));
  const catalog = createCatalog(shippedModels, shippedUpstreamModels);
  let server: TestServer;
  let outbound: Outbound;
  let folder: string;
  let answer: { readonly mediaType: string; readonly body: string };
  before(async () => {
    outbound = createOutbound({ allow: ['127.0.0.0/8'] });
    server = await serve((_request, response) => {
      response.writeHead(200, { 'content-type': answer.mediaType }).end(answer.body);
    });
  });
  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'plantain-many-'));
  });
  afterEach(() => rm(folder, { recursive: true }));
  after(() => {
    outbound.close();
    server.close();
  });

  for (const [name, place, mediaType, body] of answers) {
    it(`fails at ${name} in ${place} after ${mostImagesOfAnswer} files, and leaves none of them`, async () => {
      answer = { mediaType, body };
      const provider = providers.get(name) as Provider;
      const [model] = shippedModels.filter(({ name: each }) => each === 'nano-banana-2');
      assert.ok(model);
      const [id = ''] = provider.upstreamIds?.(model) ?? model.upstreamIds;
      const images = createIntake(folder, 'try');
      const work = providerWork(provider, {
        outbound,
        baseUrl: server.url,
        model: catalog.upstream(id) as UpstreamModel,
        clock: { now: Date.now },
        images,
      });
      await assert.rejects(
        async () => provider.generate(work),
        (error) =>
          error instanceof Failure &&
          error.code === 'upstream_truncated' &&
          /more than 32 images/.test(error.internal ?? ''),
      );
      assert.equal((await readdir(folder)).length, mostImagesOfAnswer);
      images.discardAll();
      assert.deepEqual(await readdir(folder), []);
    });
  }
});

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import sharp from 'sharp';
import { startGateway, type TestGateway } from './gateway.test.kit.ts';

interface Receipt {
  readonly attempts: readonly { readonly result: string }[];
  readonly images: readonly { readonly width: number }[];
  readonly cost: { readonly charged_usd: string };
}

type Seen = readonly [status: number, code: string | undefined];

/** Directive, class of the failure, and what the client of the Images API and of the native one sees. */
const failing: readonly (readonly [directive: string, failure: string, images: Seen, native: Seen])[] = [
  ['block, MODEL_ARMOR', 'content_blocked', [400, 'moderation_blocked'], [200, undefined]],
  ['block, JAILBREAK', 'content_blocked', [400, 'moderation_blocked'], [200, undefined]],
  ['finish, MALFORMED_RESPONSE', 'upstream_truncated', [502, 'bad_response_body'], [502, 'UNAVAILABLE']],
  ['finish, MALFORMED_FUNCTION_CALL', 'no_image', [400, 'no_image'], [200, undefined]],
  ['finish, UNEXPECTED_TOOL_CALL', 'no_image', [400, 'no_image'], [200, undefined]],
  ['finish, CONTINUATION', 'no_image', [400, 'no_image'], [200, undefined]],
  [
    'status, code=400, status=FAILED_PRECONDITION',
    'upstream_rejected',
    [400, 'upstream_rejected'],
    [400, 'INVALID_ARGUMENT'],
  ],
  [
    'status, code=403, reason=SERVICE_DISABLED',
    'upstream_denied',
    [502, 'channel:invalid_key'],
    [502, 'UNAVAILABLE'],
  ],
  [
    'status, code=403, reason=API_KEY_SERVICE_BLOCKED',
    'upstream_denied',
    [502, 'channel:invalid_key'],
    [502, 'UNAVAILABLE'],
  ],
  [
    'status, code=429, tier=free',
    'upstream_rate_limited',
    [429, 'upstream_rate_limited'],
    [429, 'RESOURCE_EXHAUSTED'],
  ],
];

/** Ways in which an answer has its picture. */
const delivered: readonly (readonly [directive: string, part: RegExp])[] = [
  ['relay, file-uri', /"fileUri": "http/],
  ['relay, snake-case', /"inline_?data": /i],
  ['signature, length=2000000', /"thoughtSignature": "[\w+/]{2000000}"/],
];

const streams = ['done', 'unterminated', 'array'];

/** In the sandbox, where a provoked failure is not held against the channel. */
describe('an answer the emulator was told to give', () => {
  let gateway: TestGateway;
  before(async () => {
    gateway = await startGateway();
  });
  after(() => gateway.close());

  const headers = () => ({ authorization: `Bearer ${gateway.testKey}` });
  const receiptOf = async (response: Response): Promise<Receipt> => {
    const id = response.headers.get('x-plantain-generation');
    return (await fetch(`${gateway.url}/v1/generations/${id}`, { headers: headers() })).json() as never;
  };
  const throughImages = (prompt: string) =>
    gateway.post('/v1/images/generations', { model: 'nano-banana-2', prompt }, headers());
  const native = (prompt: string, method = 'generateContent') => {
    const body = { contents: [{ role: 'user', parts: [{ text: prompt }] }] };
    return gateway.post(`/v1beta/models/nano-banana-2:${method}`, body, headers());
  };

  for (const [directive, failure, images, google] of failing) {
    it(`fails as ${failure} and costs nothing: ${directive}`, async () => {
      for (const [ask, seen] of [
        [throughImages, images],
        [native, google],
      ] as const) {
        const response = await ask(`a fig #emulate(${directive})`);
        const { error } = (await response.json()) as { error?: { code: string; status?: string } };
        assert.deepEqual([response.status, error?.status ?? error?.code], seen, JSON.stringify(error));
        const { attempts, cost } = await receiptOf(response);
        assert.deepEqual(new Set(attempts.map(({ result }) => result)), new Set([failure]));
        assert.equal(Number(cost.charged_usd), 0);
      }
    });
  }

  for (const [directive, part] of delivered) {
    it(`has its picture kept, and passed on: ${directive}`, async () => {
      const response = await throughImages(`a fig #emulate(${directive})`);
      const { data } = (await response.json()) as { data: [{ url: string }] };
      assert.equal(response.status, 200);
      const image = await fetch(data[0].url);
      assert.equal((await sharp(Buffer.from(await image.arrayBuffer())).metadata()).width, 1024);
      const passed = await native(`a fig #emulate(${directive})`);
      assert.match(await passed.text(), part);
      assert.deepEqual(
        (await receiptOf(passed)).images.map(({ width }) => width),
        [1024],
      );
    });
  }

  for (const shape of streams) {
    it(`reaches a client that streams with its picture, which is kept: stream, ${shape}`, async () => {
      const prompt = `a fig #emulate(stream, shape=${shape})`;
      const response = await native(prompt, 'streamGenerateContent?alt=sse');
      const text = await response.text();
      assert.equal(response.status, 200, text.slice(0, 500));
      assert.equal(text.match(/"data": ?"[\w+/]{1000,}={0,2}"/g)?.length, 1);
      const { images, attempts } = await receiptOf(response);
      assert.deepEqual(
        images.map(({ width }) => width),
        [1024],
      );
      assert.equal(attempts.length, 1);
    });
  }
});

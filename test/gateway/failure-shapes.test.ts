import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startGateway, type TestGateway } from './gateway.test.kit.ts';

interface ErrorBody {
  readonly error: {
    readonly code: unknown;
    readonly message: string;
    readonly type?: string;
    readonly status?: string;
    readonly param?: string | null;
    readonly metadata?: object;
    readonly details?: readonly { readonly reason?: string }[];
  };
}

describe('failures at addresses that several contracts share', () => {
  let gateway: TestGateway;
  let poorKey: string;
  before(async () => {
    gateway = await startGateway();
    const settings = { budget: { totalMicros: 1 } };
    poorKey = (await gateway.app.keys.create({ mode: 'live', name: 'poor', settings })).key;
  });
  after(() => gateway.close());

  const read = async (answer: Promise<Response>) => {
    const response = await answer;
    return { status: response.status, error: ((await response.json()) as ErrorBody).error };
  };
  const get = (path: string, headers: Record<string, string> = {}) =>
    read(fetch(gateway.url + path, { headers }));
  const chat = (base: string, body: object, headers: Record<string, string> = {}) =>
    read(gateway.post(`${base}/chat/completions`, body, headers));
  const asked = { model: 'nano-banana-2', messages: [{ role: 'user', content: 'A fig' }] };

  it('of a chat are OpenRouter’s on its base: the status as a number, and 402 where the money is out', async () => {
    for (const [body, headers, expected, param] of [
      [asked, { authorization: 'Bearer pt_live_wrong' }, 401, null],
      [asked, { authorization: `Bearer ${poorKey}` }, 402, null],
      [{ ...asked, model: 'nano-banana-99' }, {}, 404, 'model'],
      [{ model: 'nano-banana-2' }, {}, 400, 'messages'],
    ] as const) {
      const { status, error } = await chat('/api/v1', body, headers);
      assert.deepEqual([status, error.code], [expected, expected], error.message);
      const { param: told } = error.metadata as { param: string | null };
      assert.equal(told, param);
    }
  });

  it('of the model list there are OpenRouter’s, too', async () => {
    assert.deepEqual((await get('/api/v1/models')).error.code, 401);
    const unknown = await get('/api/v1/models/nope', { authorization: `Bearer ${gateway.liveKey}` });
    assert.deepEqual([unknown.status, unknown.error.code], [404, 404]);
  });

  it('of a chat stay OpenAI’s on its own and Google’s base', async () => {
    for (const base of ['/v1', '/v1beta/openai']) {
      const { status, error } = await chat(base, asked, { authorization: `Bearer ${poorKey}` });
      assert.deepEqual([status, error.code, error.type], [403, 'insufficient_quota', 'insufficient_quota']);
    }
  });

  it('of an address that is not served are OpenAI’s below Google’s OpenAI base', async () => {
    const body = { model: 'nano-banana-2', input: 'A fig' };
    const { status, error } = await read(gateway.post('/v1beta/openai/embeddings', body));
    assert.deepEqual([status, error.code, error.type], [404, 'not_found', 'invalid_request_error']);
  });

  it('of a model list there are OpenAI’s, too, whatever header the key came in', async () => {
    const { status, error } = await get('/v1beta/openai/models/nope', { 'x-goog-api-key': gateway.liveKey });
    assert.deepEqual([status, error.code, error.param], [404, 'model_not_found', 'model']);
  });

  it('of Google’s model list are Google’s for everybody', async () => {
    const keyless = await get('/v1beta/models');
    assert.deepEqual(
      [keyless.status, keyless.error.code, keyless.error.status],
      [403, 403, 'PERMISSION_DENIED'],
    );
    assert.match(keyless.error.message, /^Method doesn't allow unregistered callers/);
    for (const headers of [{ 'x-goog-api-key': 'wrong' }, { authorization: 'Bearer wrong' }]) {
      const { status, error } = await get('/v1beta/models/nano-banana-2', headers);
      assert.deepEqual([status, error.status], [400, 'INVALID_ARGUMENT']);
      assert.ok(error.details?.some(({ reason }) => reason === 'API_KEY_INVALID'));
    }
    const unknown = await get('/v1beta/models/nope', { authorization: `Bearer ${gateway.liveKey}` });
    assert.deepEqual([unknown.status, unknown.error.code, unknown.error.status], [404, 404, 'NOT_FOUND']);
  });

  it('of the list both share are OpenAI’s unless the key came as Google’s clients send it', async () => {
    assert.equal((await get('/v1/models')).error.code, 'invalid_api_key');
    assert.equal((await get('/v1/models', { 'x-goog-api-key': 'wrong' })).error.code, 400);
  });
});

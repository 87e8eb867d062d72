import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Emulator, startEmulator } from '../start-emulator.ts';
import { ask, at, messageOf, prompt } from '../testing/ask-emulator.ts';
import { models } from './models.ts';

let emulator: Emulator;
before(async () => {
  emulator = await startEmulator({ retired: ['gemini-3-pro-image-preview'] });
});
after(() => emulator.close());

const get = async (path: string) => {
  const response = await fetch(emulator.url + path, { headers: { 'x-goog-api-key': 'k' } });
  return { status: response.status, type: response.headers.get('content-type'), text: await response.text() };
};

test('the list comes in pages that together have every id but the retired one, exactly once', async () => {
  const names: string[] = [];
  let token = '';
  do {
    const page = JSON.parse((await get(`/v1beta/models?pageSize=3&pageToken=${token}`)).text) as {
      models: { name: string }[];
      nextPageToken?: string;
    };
    assert.ok(page.models.length <= 3);
    names.push(...page.models.map(({ name }) => name));
    token = page.nextPageToken ?? '';
  } while (token !== '');
  const served = models.filter(({ id }) => id !== 'gemini-3-pro-image-preview');
  assert.deepEqual(
    names,
    served.map(({ id }) => `models/${id}`),
  );
});

test('one model is described as the SDK expects it, under both versions', async () => {
  for (const version of ['v1', 'v1beta']) {
    const { status, text } = await get(`/${version}/models/gemini-nano-banana-2.1`);
    assert.equal(status, 200);
    const model = JSON.parse(text) as Record<string, unknown>;
    assert.equal(model.name, 'models/gemini-nano-banana-2.1');
    assert.equal(model.outputTokenLimit, 32_768);
    assert.deepEqual(model.supportedGenerationMethods, ['generateContent', 'countTokens']);
  }
});

test('Vertex AI lists its models without a project, none of them retired, and tells of each', async () => {
  for (const version of ['v1', 'v1beta1']) {
    const path = `/${version}/publishers/google/models`;
    const { status, text } = await get(path);
    assert.equal(status, 200, text);
    const { publisherModels } = JSON.parse(text) as { publisherModels: { name: string }[] };
    const served = models.filter(({ id }) => !id.endsWith('-preview'));
    assert.deepEqual(
      publisherModels.map(({ name }) => name),
      served.map(({ id }) => `publishers/google/models/${id}`),
    );
    const one = await get(`${path}/gemini-3-pro-image`);
    assert.deepEqual(
      [one.status, at(JSON.parse(one.text), 'name')],
      [200, 'publishers/google/models/gemini-3-pro-image'],
    );
    assert.equal((await get(`${path}/gemini-3-pro-image-preview`)).status, 404);
  }
});

test('an unknown model is 404 with the version and the method of the path in its text', async () => {
  const answered = await ask(emulator, prompt('a'), {
    model: 'gemini-9',
    version: 'v1',
    method: 'streamGenerateContent?alt=sse',
  });
  assert.equal(answered.status, 404);
  assert.equal(answered.headers.get('content-type'), 'text/event-stream');
  assert.deepEqual(answered.json(), {
    error: {
      code: 404,
      message:
        'models/gemini-9 is not found for API version v1, or is not supported for streamGenerateContent. Call ListModels to see the list of available models and their supported methods.',
      status: 'NOT_FOUND',
    },
  });
});

test('a retired model is 404 with the other text, and previews are served unless retired', async () => {
  const retired = await ask(emulator, prompt('a'), { model: 'gemini-3-pro-image-preview' });
  assert.equal(retired.status, 404);
  assert.match(
    String(messageOf(retired)),
    /^This model models\/gemini-3-pro-image-preview is no longer available\./,
  );
  const served = await ask(emulator, prompt('a #emulate(block, SAFETY)'), {
    model: 'gemini-3.1-flash-image-preview',
  });
  assert.equal(served.status, 200);
});

test("where no API is, Google's 404 page answers", async () => {
  for (const path of [
    '/',
    '/v1beta/nothing',
    '/v2/models',
    '/v1beta/models/x:generateContent',
    '/v1beta/batches/abc',
  ]) {
    const { status, type, text } = await get(path);
    assert.equal(status, 404, path);
    assert.equal(type, 'text/html; charset=UTF-8');
    assert.match(text, /was not found on this server/);
  }
});

test('an unknown query parameter is refused, the system ones are not', async () => {
  const refused = await get('/v1beta/models?limit=5');
  assert.equal(refused.status, 400);
  assert.match(
    String(at(JSON.parse(refused.text), 'error.message')),
    /Unknown name "limit": Cannot bind query parameter\./,
  );
  assert.equal((await get('/v1beta/models?alt=json&prettyPrint=false&quotaUser=me')).status, 200);
});

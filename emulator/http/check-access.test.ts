import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Emulator, startEmulator } from '../start-emulator.ts';
import { ask, messageOf, prompt } from '../testing/ask-emulator.ts';

const tiny = prompt('a fox #emulate(size, width=8, height=8)');
let open: Emulator;
let closed: Emulator;
before(async () => {
  open = await startEmulator();
  closed = await startEmulator({ keys: ['right'], bearerTokens: ['token'] });
});
after(() => Promise.all([open.close(), closed.close()]));

test('a bad key with a bad field gets the answer about the field: schema before key', async () => {
  const answered = await ask(
    open,
    { contents: [], nonsense: 1 },
    { headers: { 'x-goog-api-key': 'invalid' } },
  );
  assert.match(String(messageOf(answered)), /Unknown name "nonsense"/);
});

test('a bad key with an unknown model gets the answer about the key: key before model', async () => {
  const answered = await ask(open, tiny, {
    model: 'no-such-model',
    headers: { 'x-goog-api-key': 'invalid' },
  });
  assert.equal(answered.status, 400);
  assert.deepEqual(answered.json(), {
    error: {
      code: 400,
      message: 'API key not valid. Please pass a valid API key.',
      status: 'INVALID_ARGUMENT',
      details: [
        {
          '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
          reason: 'API_KEY_INVALID',
          domain: 'googleapis.com',
          metadata: { service: 'generativelanguage.googleapis.com' },
        },
        {
          '@type': 'type.googleapis.com/google.rpc.LocalizedMessage',
          locale: 'en-US',
          message: 'API key not valid. Please pass a valid API key.',
        },
      ],
    },
  });
});

test('without a key the caller is unregistered', async () => {
  const response = await fetch(`${open.url}/v1beta/models`);
  assert.equal(response.status, 403);
  assert.match(await response.text(), /Method doesn't allow unregistered callers/);
});

test('a key is taken from the header and from the query; configured keys alone count when there are any', async () => {
  const status = async (query: string, headers: Record<string, string>) =>
    (await fetch(`${closed.url}/v1beta/models${query}`, { headers })).status;
  assert.equal(await status('?key=right', {}), 200);
  assert.equal(await status('', { 'x-goog-api-key': 'right' }), 200);
  assert.equal(await status('?key=wrong', {}), 400);
  assert.equal(await status('', { 'x-goog-api-key': 'right', authorization: 'Bearer other' }), 200);
});

test('a bearer token is refused unless it is configured', async () => {
  const get = (emulator: Emulator, token: string) =>
    fetch(`${emulator.url}/v1beta/models`, { headers: { authorization: `Bearer ${token}` } });
  const refused = await get(open, 'token');
  assert.equal(refused.status, 401);
  assert.match(await refused.text(), /"status": "UNAUTHENTICATED"/);
  assert.equal((await get(closed, 'token')).status, 200);
});

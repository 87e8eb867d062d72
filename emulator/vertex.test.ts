import assert from 'node:assert/strict';
import { createPrivateKey, sign } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { type Emulator, startEmulator } from './start-emulator.ts';
import { at, messageOf, partsOf, picturesOf, prompt } from './testing/ask-emulator.ts';

const hourMs = 3_600_000;
const project = '/v1beta1/projects/p/locations/global/publishers/google/models';

describe('Vertex AI in the emulator', () => {
  let nowMs = Date.parse('2026-11-21T12:00:00Z');
  let emulator: Emulator;
  before(async () => {
    emulator = await startEmulator({ now: () => nowMs });
  });
  after(() => emulator.close());

  async function assertion(changes: Record<string, unknown> = {}): Promise<string> {
    const account = await emulator.serviceAccount();
    const iat = Math.floor(nowMs / 1000);
    const claims = {
      iss: account.client_email,
      scope: 'https://www.googleapis.com/auth/cloud-platform',
      aud: account.token_uri,
      iat,
      exp: iat + 3600,
      ...changes,
    };
    const signed = [{ alg: 'RS256', typ: 'JWT' }, claims]
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.');
    const key = createPrivateKey(account.private_key as string);
    return `${signed}.${sign('RSA-SHA256', Buffer.from(signed), key).toString('base64url')}`;
  }

  async function exchange(jwt: string) {
    const response = await fetch(`${emulator.url}/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
        assertion: jwt,
      }),
    });
    return { status: response.status, body: (await response.json()) as Record<string, string> };
  }

  async function call(path: string, body: object, headers: Record<string, string>) {
    const response = await fetch(emulator.url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      text,
      json: () => JSON.parse(text) as unknown,
    };
  }

  const bearer = async () => ({
    authorization: `Bearer ${(await exchange(await assertion())).body.access_token}`,
  });
  const tiny = (text: string, config: object = {}) =>
    prompt(`${text} #emulate(size, width=8, height=8)`, config);

  test('a signed assertion buys a token that a project takes, until the token expires', async () => {
    const headers = await bearer();
    const answered = await call(`${project}/gemini-3-pro-image:generateContent`, tiny('token'), headers);
    assert.equal(answered.status, 200, answered.text);
    assert.equal(at(answered.json(), 'usageMetadata.trafficType'), 'ON_DEMAND');
    assert.equal(at(answered.json(), 'candidates.0.index'), undefined);
    nowMs += hourMs;
    const late = await call(`${project}/gemini-3-pro-image:generateContent`, tiny('token'), headers);
    assert.equal(late.status, 401);
  });

  for (const [what, changes, text] of [
    ['of another issuer', { iss: 'stranger' }, /account not found/],
    [
      'from a clock ten minutes ahead',
      { iat: Date.parse('2026-11-22T12:10:00Z') / 1000 },
      /reasonable timeframe/,
    ],
    ['that ran out', { exp: 1 }, /reasonable timeframe/],
    ['for another scope', { scope: 'email' }, /scope/],
    ['for another audience', { aud: 'https://elsewhere' }, /audience/],
    ['for a token endpoint that is not the account’s', { aud: 'https://elsewhere/token' }, /audience/],
  ] as const) {
    test(`an assertion ${what} is refused in Google's words`, async () => {
      const { status, body } = await exchange(await assertion(changes));
      assert.equal(status, 400);
      assert.match(String(body.error_description), text);
    });
  }

  test("an assertion for Google's own endpoint is taken", async () => {
    const { status } = await exchange(await assertion({ aud: 'https://oauth2.googleapis.com/token' }));
    assert.equal(status, 200);
  });

  test('an assertion with another signature is refused', async () => {
    const [head, claims] = (await assertion()).split('.');
    const { status, body } = await exchange(`${head}.${claims}.${Buffer.from('no').toString('base64url')}`);
    assert.deepEqual([status, body.error_description], [400, 'Invalid JWT Signature.']);
  });

  test('#emulate(revoke) refuses the token now and later; another token is good', async () => {
    const headers = await bearer();
    const url = `${project}/gemini-3-pro-image:generateContent`;
    assert.equal((await call(url, tiny('x #emulate(revoke, times=1)'), headers)).status, 401);
    assert.equal((await call(url, tiny('x'), headers)).status, 401);
    assert.equal((await call(url, tiny('x'), await bearer())).status, 200);
  });

  test('a project refuses API keys, express mode takes them', async () => {
    const key = { 'x-goog-api-key': 'express' };
    const path = 'publishers/google/models/gemini-3-pro-image:generateContent';
    assert.equal((await call(`/v1beta1/projects/p/locations/global/${path}`, tiny('x'), key)).status, 401);
    assert.equal((await call(`/v1/${path}`, tiny('x'), key)).status, 200);
  });

  test('imageOutputOptions choose the format; responseFormat is unknown', async () => {
    const path = '/v1/publishers/google/models/gemini-3-pro-image:generateContent';
    const key = { 'x-goog-api-key': 'express' };
    const imageConfig = { imageOutputOptions: { mimeType: 'image/png' } };
    const answered = await call(path, tiny('png', { imageConfig }), key);
    assert.equal(picturesOf(answered.json())[0]?.toString('latin1', 1, 4), 'PNG');
    const refused = await call(path, tiny('x', { responseFormat: {} }), key);
    assert.match(String(messageOf(refused)), /Unknown name "responseFormat" at 'generation_config'/);
  });

  test('a turn without a role is refused', async () => {
    const path = '/v1/publishers/google/models/gemini-3-pro-image:generateContent';
    for (const turn of [{ parts: [{ text: 'x' }] }, { role: '', parts: [{ text: 'x' }] }]) {
      const answered = await call(path, { contents: [turn] }, { 'x-goog-api-key': 'express' });
      assert.deepEqual(
        [answered.status, messageOf(answered)],
        [400, 'Please use a valid role: user, model.'],
      );
    }
  });

  test('a file of more than 7 MB is refused inline', async () => {
    const data = Buffer.alloc(7 * 1024 * 1024 + 1).toString('base64');
    const body = { contents: [{ role: 'user', parts: [{ inlineData: { mimeType: 'text/plain', data } }] }] };
    const path = '/v1/publishers/google/models/gemini-3.1-flash-image:generateContent';
    const answered = await call(path, body, { 'x-goog-api-key': 'express' });
    assert.match(String(messageOf(answered)), /larger than the limit of 7340032 bytes/);
  });

  test('3.1 flash stands in the global location only, and previews nowhere', async () => {
    const headers = await bearer();
    const regional = project.replace('global', 'us-central1');
    const status = async (base: string, id: string) =>
      (await call(`${base}/${id}:generateContent`, tiny('x'), headers)).status;
    assert.equal(await status(regional, 'gemini-3.1-flash-image'), 404);
    assert.equal(await status(regional, 'gemini-2.5-flash-image'), 200);
    assert.equal(await status(project, 'gemini-3.1-flash-image-preview'), 404);
  });

  test('the last event of a stream has the usage and an empty text', async () => {
    const path = `${project}/gemini-3-pro-image:streamGenerateContent?alt=sse`;
    const answered = await call(path, tiny('a stream'), await bearer());
    const events = answered.text
      .split('\n\n')
      .filter(Boolean)
      .map((event) => JSON.parse(event.slice('data: '.length)) as unknown);
    assert.deepEqual(partsOf(events.at(-1)), [{ text: '' }]);
    assert.deepEqual(at(events[0], 'usageMetadata'), { trafficType: 'ON_DEMAND' });
    assert.ok(Number(at(events.at(-1), 'usageMetadata.totalTokenCount')) > 0);
  });
});

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { ConfigError, readConfig } from '../../src/config.ts';
import { firstOwner } from '../console/console.test.kit.ts';
import type { TestGateway } from '../gateway/gateway.test.kit.ts';
import { adminToken, startEdgeGateway } from './edge-gateway.test.kit.ts';

const app = 'https://app.example.com';
const model = 'nano-banana-2';
const stainless = 'authorization, content-type, x-goog-api-key, x-stainless-os, x-stainless-retry-count';

const corsOf = ({ headers }: Response) =>
  Object.fromEntries([...headers].filter(([name]) => name.startsWith('access-control-')));

describe('pages of origins that PLANTAIN_CORS_ORIGINS names', () => {
  let gateway: TestGateway;
  let cookie: string;
  before(async () => {
    gateway = await startEdgeGateway({ PLANTAIN_CORS_ORIGINS: `${app}, tauri://localhost` });
    ({ cookie } = await firstOwner(gateway));
  });
  after(() => gateway.close());

  const preflight = (path: string, origin = app, method = 'POST') =>
    fetch(gateway.url + path, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': method,
        'access-control-request-headers': stainless,
      },
    });
  const ask = (path: string, init: RequestInit = {}, origin = app) =>
    fetch(gateway.url + path, {
      ...init,
      headers: { authorization: `Bearer ${gateway.liveKey}`, origin, ...init.headers },
    });
  const post = (path: string, body: unknown) =>
    ask(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  const expectReadable = (response: Response, origin = app) => {
    const cors = corsOf(response);
    assert.equal(cors['access-control-allow-origin'], origin, response.url);
    const exposed = (cors['access-control-expose-headers'] ?? '').split(', ');
    for (const name of ['x-request-id', 'x-plantain-cost-usd', 'retry-after', 'ratelimit']) {
      assert.ok(exposed.includes(name), `${response.url} does not expose ${name}`);
    }
    assert.equal(cors['access-control-allow-credentials'], undefined);
    assert.match(response.headers.get('vary') ?? '', /\borigin\b/i);
  };

  it('may send to every contract what they ask before to send, the headers of SDKs among it', async () => {
    for (const [path, origin] of [
      ['/v1/images/generations', app],
      ['/v1/images/edits', 'tauri://localhost'],
      [`/v1beta/models/${model}:streamGenerateContent`, app],
      ['/upload/v1beta/files', app],
      ['/v1/generations', app],
      ['/api/v1/statusTask/x', app],
      ['/model/v1/generation', app],
      ['/mcp', app],
      ['/uploads/x', app],
    ] as const) {
      const response = await preflight(path, origin, 'PUT');
      assert.equal(response.status, 204, path);
      assert.equal(await response.text(), '');
      assert.deepEqual(corsOf(response), {
        'access-control-allow-origin': origin,
        'access-control-allow-methods': 'GET, HEAD, POST, PUT, PATCH, DELETE',
        'access-control-allow-headers': stainless,
        'access-control-max-age': '7200',
      });
      assert.match(response.headers.get('vary') ?? '', /^origin, access-control-request-method/);
      assert.match(response.headers.get('x-request-id') ?? '', /^\d{23}/);
    }
  });

  it('may read answers of every kind: whole, Base64 from the archive, native, streams of events', async () => {
    const parts = [{ text: 'a pear' }];
    for (const response of [
      await ask('/v1/models'),
      await post('/v1/images/generations', { model, prompt: 'a pear' }),
      await post('/v1/images/generations', { model, prompt: 'a pear', response_format: 'b64_json' }),
      await post('/v1/images/generations', { model, prompt: 'a pear', stream: true }),
      await post(`/v1beta/models/${model}:generateContent`, { contents: [{ parts }] }),
      await post(`/v1beta/models/${model}:streamGenerateContent?alt=sse`, { contents: [{ parts }] }),
      await post('/v1/chat/completions', {
        model,
        messages: [{ role: 'user', content: 'a pear' }],
        stream: true,
      }),
    ]) {
      assert.equal(response.status, 200, `${response.url} ${await response.clone().text()}`);
      await response.arrayBuffer();
      expectReadable(response);
    }
  });

  it('may read refusals of every kind: of a body, a key, an address, a method, an encoding', async () => {
    for (const [response, status] of [
      [await post('/v1/images/generations', { model: 'none', prompt: 'x' }), 404],
      [await ask('/v1/models', { headers: { authorization: 'Bearer no' } }), 401],
      [await ask('/v1/nothing'), 404],
      [await ask('/v1/images/generations', { method: 'DELETE' }), 405],
      [await ask('/v1/models/%zz'), 400],
      [await ask('/v1/generations?a=%00'), 400],
      [
        await ask('/v1/generations', {
          method: 'POST',
          headers: { 'content-encoding': 'zstd' },
          body: '{}',
        }),
        415,
      ],
    ] as const) {
      assert.equal(response.status, status, `${response.url} ${await response.text()}`);
      expectReadable(response);
    }
  });

  it('may read pictures, as everybody may', async () => {
    const made = await post('/v1/images/generations', { model, prompt: 'a pear' });
    const { data } = (await made.json()) as { data: { url: string }[] };
    const picture = await fetch(data[0]?.url ?? '', { headers: { origin: app } });
    assert.equal(picture.status, 200);
    assert.ok([app, '*'].includes(picture.headers.get('access-control-allow-origin') ?? ''));
  });

  it('are no others: what differs in scheme, port, host or case, or has no origin, is told nothing', async () => {
    for (const origin of [
      'http://app.example.com',
      'https://app.example.com:8443',
      'https://app.example.com.evil.test',
      'https://evil.test/app.example.com',
      'https://APP.example.com',
      'null',
    ]) {
      const refused = await preflight('/v1/images/generations', origin);
      assert.equal(refused.status, 405);
      assert.deepEqual(corsOf(refused), {});
      const answer = await ask('/v1/models', {}, origin);
      assert.deepEqual(corsOf(answer), {});
      assert.equal(answer.headers.get('vary'), 'origin', 'for caches between');
    }
  });

  it('never reach the console, the operators’ API, or the figures of the process', async () => {
    for (const [path, headers] of [
      ['/console/api/session', { cookie, 'x-plantain-console': '1' }],
      ['/console/', {}],
      ['/admin/v1/accounts', { authorization: `Bearer ${adminToken}` }],
      ['/metrics', {}],
      ['//v1/models', {}],
    ] as const) {
      const asked = await preflight(path, app, 'GET');
      assert.ok(asked.status >= 400, `${path}: ${asked.status}`);
      assert.deepEqual(corsOf(asked), {}, path);
      assert.deepEqual(corsOf(await ask(path, { headers })), {}, path);
    }
  });
});

describe('with PLANTAIN_CORS_ORIGINS=*', () => {
  let gateway: TestGateway;
  before(async () => {
    gateway = await startEdgeGateway({ PLANTAIN_CORS_ORIGINS: '*' });
  });
  after(() => gateway.close());

  it('every page may ask the API, with a key and without cookies', async () => {
    const headers = { origin: 'null', 'access-control-request-method': 'POST' };
    const asked = await fetch(`${gateway.url}/v1/generations`, { method: 'OPTIONS', headers });
    assert.deepEqual([asked.status, asked.headers.get('access-control-allow-origin')], [204, '*']);
    const { headers: told } = await fetch(`${gateway.url}/v1/models`);
    assert.equal(told.get('access-control-allow-origin'), '*');
    assert.equal(told.get('access-control-allow-credentials'), null);
  });
});

it('PLANTAIN_CORS_ORIGINS takes origins as browsers write them, or * alone', () => {
  for (const wrong of [
    'app.example.com',
    'https://app.example.com/',
    'https://app.example.com/path',
    'https://App.example.com',
    'https://app.example.com:443',
    'https://*.example.com',
    'https://a@app.example.com',
    'null',
    '*, https://app.example.com',
    'https://',
  ]) {
    assert.throws(
      () => readConfig({ PLANTAIN_CORS_ORIGINS: wrong }),
      (error) => error instanceof ConfigError && /PLANTAIN_CORS_ORIGINS: must be origins/.test(error.message),
      wrong,
    );
  }
  const { corsOrigins } = readConfig({
    PLANTAIN_CORS_ORIGINS: 'http://localhost:3000,chrome-extension://abc',
  });
  assert.deepEqual(corsOrigins, ['http://localhost:3000', 'chrome-extension://abc']);
  assert.deepEqual(readConfig({}).corsOrigins, []);
});

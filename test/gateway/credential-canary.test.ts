import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { startGateway, type TestGateway } from './gateway.test.kit.ts';

const token = 'an-admin-token-of-its-own-0123';
const providers = [
  'gemini-api',
  'vertex-ai',
  'openai-compatible',
  'generate-task',
  'model-generation',
] as const;
const canaryOf = (provider: string, number: number) => `canary${number}-of-${provider}-q7ZpW`;
const statuses = [400, 401, 403, 404, 429, 500, 200];

describe('the credentials of channels', () => {
  let upstream: Server;
  let gateway: TestGateway;
  let quoted = 0;
  const captured = new Map<string, string>();
  const keep = (what: string, text: string) => captured.set(what, `${captured.get(what) ?? ''}\n${text}`);

  before(async () => {
    let turn = 0;
    let counts = 0;
    // Quotes the credential it was called with in every way an error has room for.
    upstream = createServer((request, response) => {
      request.resume().on('end', () => {
        // One count of tokens in two: behind a 200 an error is no count.
        const isCount = request.url?.includes('countTokens') && counts++ % 2 === 0;
        const status = isCount ? 200 : (statuses[turn % statuses.length] as number);
        turn += 1;
        const message = `The key ${secretOf(request)} is not welcome here`;
        if (message.includes('canary')) quoted += 1;
        const error = { code: status, message, status: 'INVALID_ARGUMENT', type: message, param: message };
        response.writeHead(status, { 'content-type': 'application/json', 'x-echo': message });
        response.end(JSON.stringify({ error, code: status, message, data: message }));
      });
    });
    await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
    gateway = await startGateway({ env: { PLANTAIN_ADMIN_TOKEN: token } });
    const { port } = upstream.address() as AddressInfo;
    for (const provider of providers) {
      const made = await admin('POST', '/channels', {
        id: provider,
        provider,
        base_url: `http://127.0.0.1:${port}`,
        tier: 'value',
        credentials: [canaryOf(provider, 1), canaryOf(provider, 2)],
      });
      assert.equal(made.status, 201, await made.text());
    }
  });
  after(async () => {
    await gateway.close();
    upstream.closeAllConnections();
    upstream.close();
  });

  function admin(method: string, target: string, body?: unknown): Promise<Response> {
    return fetch(`${gateway.url}/admin/v1${target}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
  }
  async function keepAnswer(what: string, answer: Response | Promise<Response>): Promise<Response> {
    const response = await answer;
    keep(what, JSON.stringify([...response.headers]) + (await response.text()));
    return response;
  }

  it('are nowhere but in their sealed column, whatever upstreams quote', async () => {
    const { key } = (await (await admin('POST', '/keys', { mode: 'live', pin_channels: true })).json()) as {
      key: string;
    };
    const contents = [{ parts: [{ text: 'a plantain' }] }];
    const asks: [string, unknown][] = [
      ['/v1/images/generations', { model: 'nano-banana-2', prompt: 'a plantain' }],
      ['/v1/generations', { model: 'nano-banana-2', prompt: 'a plantain', wait: 20 }],
      ['/v1beta/models/nano-banana-2:generateContent', { contents }],
      ['/v1beta/models/nano-banana-2:streamGenerateContent?alt=sse', { contents }],
      ['/v1beta/models/nano-banana-2:countTokens', { contents }],
    ];
    const generations: string[] = [];
    for (const provider of providers) {
      for (const [target, body] of [...asks, ...asks]) {
        const headers = { authorization: `Bearer ${key}`, 'x-plantain-channel': provider };
        const response = await keepAnswer('answers', gateway.post(target, body, headers));
        const id = response.headers.get('x-plantain-generation');
        if (id) generations.push(id);
      }
      await keepAnswer('tests', admin('POST', `/channels/${provider}/test`));
      await keepAnswer('tests', admin('POST', `/channels/${provider}/test`, { image: true }));
    }
    for (const id of generations) {
      const headers = { authorization: `Bearer ${key}` };
      const receipt = fetch(`${gateway.url}/v1/generations/${id}`, { headers });
      assert.equal((await keepAnswer('receipts', receipt)).status, 200);
    }
    for (const target of ['/channels', '/actions', '/providers', '/usage', '/keys', '/accounts', '/prices']) {
      assert.equal((await keepAnswer('admin API', admin('GET', target))).status, 200, target);
    }
    for (const target of ['/metrics', '/openapi.json', '/healthz', '/readyz', '/docs', '/pricing']) {
      assert.equal((await keepAnswer('public pages', fetch(gateway.url + target))).status, 200, target);
    }
    keep('log', gateway.logText());
    for await (const [name, text] of filesOf(gateway.dataFolder)) keep(`file ${name}`, text);

    assert.ok(quoted > 50, `only ${quoted} answers quoted a credential`);
    assert.ok(generations.length >= 2 * providers.length * 4, `${generations.length} generations`);
    assert.ok(captured.get('receipts')?.includes('is not welcome here'), 'receipts tell what upstreams said');
    assert.ok([...captured.keys()].some((name) => name.includes('plantain.db')));
    const leaks = [...captured].flatMap(([what, text]) =>
      /canary\d-of-[a-z-]+/.test(text) ? [`${what}: ${/.{60}canary\d-of-.{30}/.exec(text)?.[0]}`] : [],
    );
    assert.deepEqual(leaks, []);
  });
});

const secretOf = ({ headers, url }: IncomingMessage): string =>
  [headers.authorization, headers['x-goog-api-key'], new URL(url ?? '/', 'http://x').searchParams.get('key')]
    .filter(Boolean)
    .join(' ');

async function* filesOf(folder: string): AsyncGenerator<[string, string]> {
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    const file = path.join(entry.parentPath ?? entry.path, entry.name);
    if (entry.isFile()) yield [path.relative(folder, file), await readFile(file, 'latin1')];
  }
}

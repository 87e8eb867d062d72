import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { undocumented } from '../../src/openapi/build-document.ts';
import {
  generationAnswer,
  generationListAnswer,
  quoteAnswer,
} from '../../src/protocols/generations/answers.ts';
import { startGateway, type TestGateway } from '../gateway/gateway.test.kit.ts';

interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly security: readonly object[];
  readonly responses: Readonly<
    Record<string, { readonly $ref?: string; readonly content?: object; readonly headers?: object }>
  >;
}

interface Document {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

describe('/openapi.json', () => {
  let gateway: TestGateway;
  let document: Document;
  before(async () => {
    gateway = await startGateway({ env: { PLANTAIN_ADMIN_TOKEN: 'a-token-of-the-operators-1' } });
    document = (await (await fetch(`${gateway.url}/openapi.json`)).json()) as Document;
  });
  after(() => gateway.close());

  const operations = () =>
    Object.entries(document.paths).flatMap(([path, item]) =>
      Object.entries(item).map(([method, operation]) => ({ path, method, operation })),
    );

  it('documents every mounted public route: each one was declared with its docs', () => {
    const missing = operations().filter(({ operation }) => operation.summary === undocumented);
    assert.deepEqual(
      missing.map(({ path, method }) => `${method} ${path}`),
      [],
    );
  });

  it('keeps the routes of operators out, and names each operation once', () => {
    assert.ok(operations().every(({ path }) => !path.startsWith('/admin')));
    const ids = operations().map(({ operation }) => operation.operationId);
    assert.equal(new Set(ids).size, ids.length);
  });

  it('documents nothing that is not mounted, and asks for a key exactly where the server does', async () => {
    for (const { path, method, operation } of operations()) {
      const url = gateway.url + path.replace('{model}', 'nano-banana-2').replace(/\{\w+\}/g, 'x');
      const answer = await fetch(url, { method: method.toUpperCase() });
      assert.ok(
        !/There is no (GET|POST|PUT|DELETE) /.test(await answer.text()),
        `${method} ${path} is not there`,
      );
      const isRefused = [401, 403].includes(answer.status);
      assert.equal(operation.security.length > 0, isRefused, `${method} ${path}: ${answer.status}`);
      if (isRefused) assert.ok(String(answer.status) in operation.responses, `${method} ${path}`);
    }
  });

  it('promises the price in a header just where an answer has one: a native one begins before it is known', async () => {
    const model = 'nano-banana-2';
    const contents = [{ role: 'user', parts: [{ text: 'A fig' }] }];
    for (const [path, body, shown = path] of [
      ['/v1/images/generations', { model, prompt: 'A fig' }],
      [`/v1beta/models/${model}:generateContent`, { contents }, '/v1beta/models/{model}:generateContent'],
    ] as const) {
      const answer = await gateway.post(path, body);
      assert.equal(answer.status, 200, await answer.text());
      const { headers = {} } = document.paths[shown]?.post?.responses['200'] ?? {};
      for (const name of ['x-plantain-generation', 'x-plantain-channel', 'x-plantain-cost-usd']) {
        assert.equal(name in headers, answer.headers.has(name), `${path}: ${name}`);
      }
    }
  });

  it('says of what type an answer really is', async () => {
    const json = { 'content-type': 'application/json', authorization: `Bearer ${gateway.liveKey}` };
    const model = 'nano-banana-2';
    const picture = JSON.stringify({ model, prompt: 'a pear', stream: true });
    const messages = [{ role: 'user', content: 'a pear' }];
    const chat = JSON.stringify({ model, messages, stream: true });
    const put = { method: 'PUT', headers: { 'content-type': 'image/png' }, body: 'x' };
    for (const [path, request, shown = path] of [
      ['/llms.txt', {}],
      ['/llms-full.txt', {}],
      ['/docs', {}],
      ['/docs.md', {}],
      ['/docs/pricing.md', {}, '/docs/{path}'],
      ['/docs/nowhere.md', {}, '/docs/{path}'],
      ['/docs/nowhere', {}, '/docs/{path}'],
      ['/uploads/x', {}, '/uploads/{name}'],
      ['/uploads/x?token=wrong', put, '/uploads/{name}'],
      ['/v1/images/generations', { method: 'POST', headers: json, body: picture }],
      ['/v1/chat/completions', { method: 'POST', headers: json, body: chat }],
    ] as readonly (readonly [string, RequestInit, string?])[]) {
      const answer = await fetch(gateway.url + path, request);
      await answer.arrayBuffer();
      const type = answer.headers.get('content-type')?.split(';', 1)[0] ?? 'none';
      const method = (request.method ?? 'GET').toLowerCase();
      const said = document.paths[shown]?.[method]?.responses[String(answer.status)]?.content ?? {};
      assert.ok(type in said, `${method} ${path}: ${answer.status} ${type}, not ${Object.keys(said).join()}`);
    }
  });

  it('says of a PUT of an upload what it answers, and nothing of reading one', async () => {
    const said = document.paths['/uploads/{name}']?.put?.responses ?? {};
    assert.equal(said[200]?.content, undefined);
    assert.deepEqual(Object.keys(said[400]?.content ?? {}), ['application/json']);
    assert.equal(said[410], undefined);
  });

  it('says of generations what the server really answers', async () => {
    const headers = { authorization: `Bearer ${gateway.liveKey}` };
    const body = { model: 'nano-banana-2', prompt: 'a pear', wait: 60 };
    const created = await (await gateway.post('/v1/generations', body)).json();
    assert.deepEqual(generationAnswer.strict().parse(created), created);
    const failed = await gateway.post('/v1/generations', { ...body, prompt: '#emulate(no-image)' });
    generationAnswer.strict().parse(await failed.json());
    const list = await fetch(`${gateway.url}/v1/generations`, { headers });
    generationListAnswer.strict().parse(await list.json());
    const quote = await gateway.post('/v1/generations/quote', { model: 'nano-banana-2', count: 2 });
    quoteAnswer.strict().parse(await quote.json());
  });
});

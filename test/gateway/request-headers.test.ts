import assert from 'node:assert/strict';
import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { after, before, describe, it } from 'node:test';
import { startGateway, type TestGateway } from './gateway.test.kit.ts';

describe('the headers of a request', () => {
  let gateway: TestGateway;
  before(async () => {
    gateway = await startGateway();
  });
  after(() => gateway.close());

  /** As they are given: fetch joins some and leaves out others. */
  const send = (method: string, target: string, headers: Record<string, string | string[]>, body: string) =>
    new Promise<{ status: number | undefined; answer: string }>((resolve, reject) => {
      const url = new URL(target, gateway.url);
      const given = { authorization: `Bearer ${gateway.liveKey}`, ...headers };
      const sent = request(url, { method, headers: given }, (response) => {
        text(response).then((answer) => resolve({ status: response.statusCode, answer }), reject);
      });
      sent.on('error', reject).end(body);
    });
  const body = JSON.stringify({ model: 'nano-banana-2', prompt: 'a pear' });
  const draw = (headers: Record<string, string | string[]>) =>
    send('POST', '/v1/images/generations', headers, body);

  it('may have an empty content-type, which is as none', async () => {
    for (const headers of [{}, { 'content-type': '' }, { 'content-type': '  ' }] as const) {
      const { status, answer } = await draw(headers);
      assert.equal(status, 200, answer);
    }
  });

  it('are refused with a content-type that is no media type, by its name', async () => {
    for (const type of ['image/png, image/jpeg', 'json', '/']) {
      const { status, answer } = await draw({ 'content-type': type });
      assert.equal(status, 400);
      assert.match(answer, /The header content-type must be one media type/, type);
    }
  });

  it('hold one Idempotency-Key at most: nobody can tell which of two is meant', async () => {
    const { status, answer } = await draw({ 'idempotency-key': ['a1', 'a2'] });
    assert.equal(status, 400);
    assert.match(answer, /The header idempotency-key may be sent only once/);
    assert.equal((await draw({ 'idempotency-key': 'a1' })).status, 200);
  });

  it('are refused on the address of an upload, too, where its type is no media type', async () => {
    const file = { filename: 'a.png', content_type: 'image/png', size: 3, purpose: 'model_input' };
    const json = { 'content-type': 'application/json' };
    const order = await send('POST', '/v1/files/uploads/presign', json, JSON.stringify(file));
    const { upload_url: target } = JSON.parse(order.answer) as { upload_url: string };
    const type = { 'content-type': 'image/png, image/jpeg' };
    const { status, answer } = await send('PUT', target, type, 'abc');
    assert.equal(status, 400, answer);
    assert.match(answer, /content-type must be one media type/);
  });
});

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startGateway, type TestGateway } from './gateway.test.kit.ts';

interface Answer {
  readonly success: boolean;
  readonly message: string;
  readonly data: { readonly id: number; readonly status: number; readonly name: string };
}

describe('the status of a token', () => {
  let gateway: TestGateway;
  let token: Answer['data'];
  let send: (method: string, body: object, query?: string) => Promise<[number, Answer]>;
  before(async () => {
    gateway = await startGateway();
    const settings = { manageKeys: true };
    const { key } = await gateway.app.keys.create({ mode: 'live', name: 'manager', settings });
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
    send = async (method, body, query = '') => {
      const target = `${gateway.url}/api/token/${query}`;
      const response = await fetch(target, { method, headers, body: JSON.stringify(body) });
      return [response.status, (await response.json()) as Answer];
    };
    [, { data: token }] = await send('POST', { name: 'one', unlimited_quota: true });
  });
  after(() => gateway.close());

  it('is switched with 1 and 2, and nothing else can be set', async () => {
    for (const status of [2, 1]) {
      const [code, { data }] = await send('PUT', { id: token.id, status });
      assert.deepEqual([code, data.status], [200, status]);
    }
    for (const [status, query] of [
      [3, ''],
      [4, ''],
      [0, ''],
      [5, ''],
      [3, '?status_only=true'],
    ] as const) {
      const [code, { success, message }] = await send('PUT', { id: token.id, status }, query);
      assert.deepEqual([code, success], [400, false], `${status} ${query}`);
      assert.match(message, /status/);
    }
    const [code] = await send('PUT', { ...token, status: 4 }, '?status_only=true');
    assert.equal(code, 400);
  });

  it('3 or 4 is left alone in a whole token that is sent back with what is to change', async () => {
    const [code, { data }] = await send('PUT', { ...token, name: 'two', status: 3 });
    assert.deepEqual([code, data.name, data.status], [200, 'two', 1]);
  });
});

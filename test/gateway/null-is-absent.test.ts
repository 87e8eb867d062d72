import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startGateway, type TestGateway } from './gateway.test.kit.ts';

describe('a member that is null', () => {
  let gateway: TestGateway;
  let manager: Record<string, string>;
  before(async () => {
    gateway = await startGateway();
    const settings = { manageKeys: true };
    const { key } = await gateway.app.keys.create({ mode: 'live', name: 'manager', settings });
    manager = { authorization: `Bearer ${key}` };
  });
  after(() => gateway.close());

  const ask = async (path: string, body: object, headers = {}) => {
    const response = await gateway.post(path, body, headers);
    return [response.status, await response.json()] as [number, Record<string, unknown>];
  };
  const nothing = (...names: string[]) => Object.fromEntries(names.map((name) => [name, null]));

  it('is as absent in generations and quotes', async () => {
    const open = nothing(
      'references',
      'aspect_ratio',
      'resolution',
      'output_format',
      'output_compression',
      'count',
      'search',
      'strategy',
      'strict',
    );
    const asked = { model: 'nano-banana-2', ...open };
    const more = { prompt: 'a pear', callback_url: null, wait: null };
    const [status, generation] = await ask('/v1/generations', { ...asked, ...more });
    assert.equal(status, 202, JSON.stringify(generation));
    assert.deepEqual((generation.requested as { count: number }).count, 1);
    const [quoted, quote] = await ask('/v1/generations/quote', { ...asked, prompt: null });
    assert.equal(quoted, 200, JSON.stringify(quote));
  });

  it('is as absent in both forms of model generation', async () => {
    const flat = { model: 'nano_banana_2', prompt: 'a pear', input: null, moderation: null };
    for (const body of [flat, { ...flat, image_urls: null, callback_url: null }]) {
      const [status, answer] = await ask('/model/v1/generation', body);
      assert.equal(status, 200, JSON.stringify(answer));
    }
    const [status, answer] = await ask('/model/v1/generation', { model: 'nano_banana_2', input: null });
    assert.deepEqual([status, answer.error], [400, 'Missing required field: prompt']);
  });

  it('is as absent in tokens, and leaves what they have as it is', async () => {
    const open = nothing('remain_quota', 'unlimited_quota', 'expired_time', 'model_limits_enabled', 'group');
    const [made, { data }] = await ask('/api/token/', { name: 'open', ...open }, manager);
    const token = data as { id: number; remain_quota: number; unlimited_quota: boolean };
    assert.deepEqual([made, token.remain_quota, token.unlimited_quota], [200, 0, false]);
    const put = async (body: object) => {
      const headers = { 'content-type': 'application/json', ...manager };
      const text = JSON.stringify({ id: token.id, ...body });
      const response = await fetch(`${gateway.url}/api/token/`, { method: 'PUT', headers, body: text });
      return ((await response.json()) as { data: Record<string, unknown> }).data;
    };
    await put({ remain_quota: 500_000 });
    const kept = await put({ name: null, status: null, ...open });
    assert.deepEqual([kept.name, kept.remain_quota, kept.status], ['open', 500_000, 1]);
  });

  it('is no value of what is required', async () => {
    const [generation] = await ask('/v1/generations', { model: null, prompt: 'a pear' });
    const [token] = await ask('/api/token/', { name: null }, manager);
    assert.deepEqual([generation, token], [400, 400]);
  });
});

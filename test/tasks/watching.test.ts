import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { mostWatchesOfKey } from '../../src/tasks/watch-places.ts';
import { startTaskGateway, type TaskGateway } from './task-gateway.test.kit.ts';

describe('clients that wait for generations', () => {
  let gateway: TaskGateway;
  before(async () => {
    gateway = await startTaskGateway({ env: { PLANTAIN_MAX_RUNNING: '1' } });
  });
  after(() => gateway.close());

  const post = (path: string, body: object, headers = {}) =>
    fetch(gateway.url + path, {
      method: 'POST',
      headers: { authorization: `Bearer ${gateway.liveKey}`, 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });

  it('are so many of one key, then each contract answers 429 in its shape, until one closes', async () => {
    const prompt = 'slow #emulate(latency, ms=300000)';
    const { id } = (await (await post('/v1/generations', { model: 'nano-banana-2', prompt })).json()) as {
      id: string;
    };
    const closers: AbortController[] = [];
    const watch = async () => {
      const closer = new AbortController();
      const headers = { authorization: `Bearer ${gateway.liveKey}` };
      const response = await fetch(`${gateway.url}/v1/generations/${id}/events`, {
        headers,
        signal: closer.signal,
      });
      if (response.status === 200) closers.push(closer);
      return response;
    };
    // Together: they must all be there before the generation ends.
    const opened = await Promise.all(Array.from({ length: mostWatchesOfKey }, watch));
    assert.ok(opened.every(({ status }) => status === 200));

    const refused = await watch();
    const problem = (await refused.json()) as { code: string; detail: string };
    assert.deepEqual([refused.status, problem.code], [429, 'concurrency_limited']);
    assert.match(problem.detail, new RegExp(`${mostWatchesOfKey} requests open that wait`));
    assert.equal(refused.headers.get('retry-after'), '5');

    const waiting = await post('/v1/generations', { model: 'nano-banana-2', prompt: 'never', wait: 5 });
    assert.equal(waiting.status, 429);
    const list = await fetch(`${gateway.url}/v1/generations`, {
      headers: { authorization: `Bearer ${gateway.liveKey}` },
    });
    assert.equal(
      ((await list.json()) as { data: unknown[] }).data.length,
      1,
      'what was refused is not begun',
    );

    const tool = await post(
      '/mcp',
      { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'wait_for_image', arguments: { id } } },
      { accept: 'application/json, text/event-stream' },
    );
    assert.match(await tool.text(), new RegExp(`${mostWatchesOfKey} requests open that wait`));

    closers[0]?.abort();
    for (let tries = 0; ; tries += 1) {
      const { status } = await watch();
      if (status === 200) break;
      assert.ok(tries < 500);
    }
    for (const closer of closers) closer.abort();
    // Nobody waits for the picture.
    await gateway.upstream.close();
  });
});

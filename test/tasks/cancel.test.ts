import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import sharp from 'sharp';
import { type QueueError, queueClient } from './queue-client.test.kit.ts';
import { startTaskGateway, type TaskGateway } from './task-gateway.test.kit.ts';

const png = await sharp({ create: { width: 40, height: 30, channels: 3, background: '#a36' } })
  .png()
  .toBuffer();
const dollar = 1_000_000;

describe('cancelling a task', () => {
  let gateway: TaskGateway;
  const held: ServerResponse[] = [];
  const photos = createServer((_request, response) => held.push(response));
  before(async () => {
    await once(photos.listen(0, '127.0.0.1'), 'listening');
    gateway = await startTaskGateway({ env: { PLANTAIN_MAX_RUNNING: '1' } });
  });
  after(async () => {
    photos.closeAllConnections();
    photos.close();
    await gateway.close();
  });

  const sentUpstream = (text: string) =>
    gateway.upstream.requests.filter(({ body }) => JSON.stringify(body).includes(text)).length;
  const until = async (isTrue: () => boolean | Promise<boolean>) => {
    for (let tries = 0; !(await isTrue()); tries += 1) {
      assert.ok(tries < 400, 'it did not come to pass');
      await sleep(10);
    }
  };

  it('before it goes upstream ends it there, gives back the hold and frees its place', async () => {
    const key = await gateway.keyWith(dollar, { concurrency: 2 });
    const queue = queueClient(gateway.url, `Bearer ${key}`, 'nano_banana_2');
    const first = await queue.submit({ prompt: 'first in line #emulate(latency, ms=900)' });
    await until(() => sentUpstream('first in line') === 1);
    const second = await queue.submit({ prompt: 'second in line' });
    assert.equal((await queue.status(second.id)).status, 'in_queue');
    await assert.rejects(queue.submit({ prompt: 'third' }), { status: 429 });

    await queue.cancel(second.id);
    const cancelled = await queue.status(second.id);
    assert.deepEqual([cancelled.status, cancelled.reason], ['failed', 'The generation was cancelled.']);
    const third = await queue.submit({ prompt: 'third in line' });

    assert.equal((await queue.poll(first.id)).status, 'completed');
    assert.equal((await queue.poll(third.id)).status, 'completed');
    assert.equal(sentUpstream('second in line'), 0);
    assert.deepEqual(await gateway.bookErrors(), []);
    const twice = (await queue.cancel(second.id).catch((error: unknown) => error)) as QueueError;
    assert.equal(twice.status, 400);

    const usage = await fetch(`${gateway.url}/v1/usage?group_by=model`, {
      headers: { authorization: `Bearer ${key}` },
    });
    const { data } = (await usage.json()) as { data: Record<string, unknown>[] };
    const [{ requests, succeeded, failed, ...rest } = {}] = data;
    assert.deepEqual([requests, succeeded, failed, rest.cancelled], [3, 2, 0, 1]);
  });

  it('while its references are fetched ends it there: nothing goes upstream, and its hold and its place are free', async () => {
    // Money and room for one.
    const key = await gateway.keyWith(67_000, { concurrency: 1 });
    const post = (path: string, body: object) =>
      fetch(gateway.url + path, {
        method: 'POST',
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    const task = (prompt: string, more: object) =>
      post('/v1/generations', { model: 'nano-banana-2', prompt, ...more });
    const references = [`http://127.0.0.1:${(photos.address() as AddressInfo).port}/held.png`];
    const begun = await task('never drawn', { references });
    assert.equal(begun.status, 202, await begun.clone().text());
    const { id } = (await begun.json()) as { id: string };
    await until(() => held.length === 1);

    const cancelled = await post(`/v1/generations/${id}/cancel`, {});
    assert.equal(cancelled.status, 200, await cancelled.clone().text());
    assert.deepEqual(await gateway.bookErrors(), []);
    // Whoever runs it has its reference now and would go on; one task is performed at a time.
    for (const response of held) response.writeHead(200, { 'content-type': 'image/png' }).end(png);
    const next = await task('drawn instead', { wait: 60 });
    assert.equal(((await next.json()) as { status: string }).status, 'succeeded');
    assert.deepEqual([sentUpstream('never drawn'), sentUpstream('drawn instead')], [0, 1]);
    const headers = { authorization: `Bearer ${key}` };
    const receipt = await fetch(`${gateway.url}/v1/generations/${id}`, { headers });
    const { status, cost } = (await receipt.json()) as { status: string; cost: { charged_usd: string } };
    assert.deepEqual([status, Number(cost.charged_usd)], ['cancelled', 0]);
    assert.deepEqual(await gateway.bookErrors(), []);
  });

  it('after it went upstream is refused, and the task ends as if nothing had been asked', async () => {
    const queue = queueClient(gateway.url, `Bearer ${gateway.liveKey}`, 'nano_banana_2');
    const { id } = await queue.submit({ prompt: 'too late #emulate(latency, ms=500)' });
    await until(() => sentUpstream('too late') === 1);
    const refused = (await queue.cancel(id).catch((error: unknown) => error)) as QueueError;
    const { error } = refused.body as { error: { code: string; message: string } };
    assert.deepEqual([refused.status, error.code], [400, 'NOT_CANCELLABLE']);
    assert.match(error.message, /already sent upstream/);
    assert.equal((await queue.poll(id)).status, 'completed');
    assert.equal((await gateway.receiptOf(id)).chargedMicros, 67_000);
  });

  it('shows as a failure on the contracts that know no cancelled state', async () => {
    const blocker = queueClient(gateway.url, `Bearer ${gateway.liveKey}`, 'nano_banana_2');
    const running = await blocker.submit({ prompt: 'blocker #emulate(latency, ms=500)' });
    await until(() => sentUpstream('blocker') === 1);
    const created = await gateway.post('/model/v1/generation', {
      model: 'nano_banana_2',
      prompt: 'taken back',
    });
    const { id } = (await created.json()) as { id: string };
    await blocker.cancel(id);
    const get = async (path: string) => {
      const response = await fetch(gateway.url + path, {
        headers: { authorization: `Bearer ${gateway.liveKey}` },
      });
      return (await response.json()) as Record<string, unknown>;
    };
    const task = await get(`/model/v1/generation/task/${id}`);
    assert.deepEqual(task.error, { code: 5001098, error_message: 'The generation was cancelled.' });
    const { data } = await get(`/api/v1/statusTask/nano-banana-2?taskId=${id}`);
    assert.deepEqual((data as { failCode: string }).failCode, 'GENERATION_FAILED');
    assert.equal((await blocker.poll(running.id)).status, 'completed');
  });
});

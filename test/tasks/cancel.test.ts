import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type QueueError, queueClient } from './queue-client.test.kit.ts';
import { startTaskGateway, type TaskGateway } from './task-gateway.test.kit.ts';

const dollar = 1_000_000;

describe('cancelling a task', () => {
  let gateway: TaskGateway;
  before(async () => {
    gateway = await startTaskGateway({ env: { PLANTAIN_MAX_RUNNING: '1' } });
  });
  after(() => gateway.close());

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

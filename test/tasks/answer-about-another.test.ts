import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { startTaskGateway, type TaskGateway } from './task-gateway.test.kit.ts';

describe('a 404 about a task', () => {
  let gateway: TaskGateway;
  let headers: Record<string, string>;
  let ids: { task: string; sync: string };
  before(async () => {
    gateway = await startTaskGateway();
    headers = { authorization: `Bearer ${gateway.liveKey}` };
    const asked = await gateway.post('/v1/images/generations', { model: 'nano-banana-2', prompt: 'a pear' });
    const task = await gateway.post('/model/v1/generation', { model: 'nano_banana_2', prompt: 'a pear' });
    const [sync, id] = [asked, task].map((response) => response.headers.get('x-plantain-generation') ?? '');
    ids = { sync: sync as string, task: id as string };
    while ((await gateway.receiptOf(ids.task)).finishedAtMs === undefined) await sleep(20);
  });
  after(() => gateway.close());

  const told = async (path: string, method = 'GET') => {
    const response = await fetch(gateway.url + path, { method, headers });
    const names = ['generation', 'cost-usd', 'channel', 'omitted'].map((name) => `x-plantain-${name}`);
    return [response.status, names.filter((name) => response.headers.has(name))];
  };

  it('tells nothing of a generation that was not asked for: neither its id nor what it cost', async () => {
    for (const path of [
      `/api/v1/statusTask/nano-banana?taskId=${ids.task}`,
      `/api/v1/statusTask/nope?taskId=${ids.task}`,
      `/api/v1/statusTask/nano-banana-2?taskId=${ids.sync}`,
      `/model/v1/queue/nano_banana/requests/${ids.task}/status`,
      `/model/v1/queue/nano_banana_2/requests/${ids.sync}/response`,
      `/model/v1/generation/task/${ids.sync}`,
    ]) {
      assert.deepEqual(await told(path), [404, []], path);
    }
    const cancel = `/model/v1/queue/nano_banana/requests/${ids.task}/cancel`;
    assert.deepEqual(await told(cancel, 'PUT'), [404, []]);
  });

  it('is none under its own model, with the headers about it', async () => {
    const about = ['x-plantain-generation', 'x-plantain-cost-usd', 'x-plantain-channel'];
    for (const path of [
      `/api/v1/statusTask/nano-banana-2?taskId=${ids.task}`,
      `/model/v1/queue/nano_banana_2/requests/${ids.task}/status`,
      `/model/v1/generation/task/${ids.task}`,
      `/v1/generations/${ids.task}`,
    ]) {
      assert.deepEqual(await told(path), [200, about], path);
    }
  });
});

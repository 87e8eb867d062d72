import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startGateway, type TestGateway } from '../gateway/gateway.test.kit.ts';
import { startHeldUpstream } from '../tasks/held-upstream.test.kit.ts';
import { startReceiver } from './receiver.test.kit.ts';

/** 100,000 for the whole promise: PLANTAIN_TEST_TASKS=100000. */
const taskCount = Number(process.env.PLANTAIN_TEST_TASKS ?? 40);

interface Created {
  readonly id: string;
  readonly code?: string;
  readonly param?: string;
}

describe('the callback of a task', () => {
  let gateway: TestGateway;
  before(async () => {
    gateway = await startGateway();
  });
  after(() => gateway.close());

  const create = async (body: object) => {
    const response = await gateway.post('/v1/generations', { model: 'nano-banana-2', ...body });
    return { status: response.status, body: (await response.json()) as Created };
  };
  const get = async (path: string) => {
    const response = await fetch(gateway.url + path, {
      headers: { authorization: `Bearer ${gateway.liveKey}` },
    });
    return response.text();
  };

  it('is its status body byte for byte, for a success and a failure, in every contract that has one', async () => {
    const receiver = await startReceiver();
    const created = [
      await create({ prompt: 'a success', callback_url: receiver.url }),
      await create({ prompt: 'a failure #emulate(block, reason=SAFETY)', callback_url: receiver.url }),
    ];
    const task = await gateway.post('/api/v1/generateTask/nano-banana-2', {
      request_type: 'callback',
      callback_url: receiver.url,
      input: { mode: 'text-to-image', prompt: 'a task', aspect_ratio: '1:1', resolution: '1K' },
    });
    assert.equal(task.status, 200);
    const { taskId } = ((await task.json()) as { data: { taskId: string } }).data;
    const forms = [
      { prompt: 'flat', callback_url: receiver.url },
      { input: [{ params: { prompt: 'wrapped' } }], callback_url: receiver.url },
      { prompt: 'fails #emulate(block, reason=SAFETY)', callback_url: receiver.url },
    ];
    const modelTasks = await Promise.all(
      forms.map(async (form) => {
        const response = await gateway.post('/model/v1/generation', { model: 'nano_banana_2', ...form });
        return ((await response.json()) as Created).id;
      }),
    );
    await receiver.until(6);
    const bodyOf = (id: string) => receiver.received.find((one) => one.body.includes(id))?.body;
    for (const { body } of created) assert.equal(bodyOf(body.id), await get(`/v1/generations/${body.id}`));
    assert.equal(bodyOf(taskId), await get(`/api/v1/statusTask/nano-banana-2?taskId=${taskId}`));
    for (const id of modelTasks) assert.equal(bodyOf(id), await get(`/model/v1/generation/task/${id}`));
    const states = created.map(({ body }) => JSON.parse(bodyOf(body.id) as string).status);
    assert.deepEqual(states, ['succeeded', 'failed']);
    const { images } = JSON.parse(bodyOf(created[0]?.body.id as string) as string);
    assert.ok(Date.parse(images[0].expires_at) - Date.now() > (76 + 24) * 3_600_000);
    assert.equal((await fetch(images[0].url)).status, 200);
    await receiver.close();
  });

  it('never comes before the end can be read', async () => {
    const states: string[] = [];
    const receiver = await startReceiver(async (response, { body }) => {
      const { id } = JSON.parse(body) as Created;
      states.push(JSON.parse(await get(`/v1/generations/${id}`)).status);
      response.writeHead(200).end();
    });
    for (let begun = 0; begun < taskCount; begun += 20) {
      const some = Math.min(20, taskCount - begun);
      await Promise.all(
        Array.from({ length: some }, (_, index) =>
          create({ prompt: `task ${index % 3}`, callback_url: receiver.url }),
        ),
      );
      await receiver.until(begun + some);
    }
    while (states.length < taskCount) await new Promise((resolve) => setTimeout(resolve, 20));
    assert.deepEqual([...new Set(states)], ['succeeded']);
    assert.equal(new Set(receiver.received.map((one) => one.id)).size, taskCount);
    await receiver.close();
  });

  it('comes at once, not with the next look of the timer', async () => {
    const receiver = await startReceiver();
    const waits: number[] = [];
    for (let index = 0; index < 5; index += 1) {
      await create({ prompt: 'soon', callback_url: receiver.url });
      await receiver.until(index + 1);
      const { finished_at } = JSON.parse(receiver.received[index]?.body as string);
      waits.push(Date.now() - Date.parse(finished_at));
    }
    assert.ok(Math.min(...waits) < 300, waits.join(' '));
    await receiver.close();
  });

  it('is refused at the create when its URL is no good, and nothing is accepted', async () => {
    for (const url of ['', 'nonsense', 'http://10.0.0.1/', 'https://10.0.0.1/', 'http://1.1.1.1:8080/x']) {
      const { status, body } = await create({ prompt: 'x', callback_url: url });
      assert.deepEqual([url, status, body.code, body.param], [url, 400, 'invalid_request', 'callback_url']);
    }
    const task = await gateway.post('/api/v1/generateTask/nano-banana-2', {
      request_type: 'callback',
      callback_url: 'https://169.254.169.254/',
      input: { mode: 'text-to-image', prompt: 'a task', aspect_ratio: '1:1', resolution: '1K' },
    });
    assert.equal(task.status, 400);
    const flat = { model: 'nano_banana_2', prompt: 'x', callback_url: 'https://169.254.169.254/' };
    assert.equal((await gateway.post('/model/v1/generation', flat)).status, 400);
  });

  it('is not sent where none was asked for', async () => {
    const { body } = await create({ prompt: 'quiet', wait: 20 });
    assert.equal(JSON.parse(await get(`/v1/generations/${body.id}`)).status, 'succeeded');
    assert.ok(!gateway.logText().includes('a callback was given up'));
  });
});

describe('the callback of a cancelled task', () => {
  it('tells that it was cancelled', async () => {
    const upstream = await startHeldUpstream();
    const channel = {
      id: 'held',
      provider: 'gemini-api',
      base_url: upstream.url,
      credential: 'a key',
      tier: 'official',
      priority: 1,
      enabled: true,
      settings: {},
    } as const;
    const gateway = await startGateway({
      env: { PLANTAIN_MAX_RUNNING: '1' },
      config: { channels: [channel] },
    });
    const receiver = await startReceiver();
    const post = async (path: string, body: object) =>
      (await (await gateway.post(path, body)).json()) as { id: string; status: string };
    const model = 'nano-banana-2';
    await post('/v1/generations', { model, prompt: 'takes the place' });
    await upstream.until(1);
    const waiting = await post('/v1/generations', { model, prompt: 'waits', callback_url: receiver.url });
    const cancelled = await post(`/v1/generations/${waiting.id}/cancel`, {});
    assert.equal(cancelled.status, 'cancelled');
    await receiver.until(1);
    assert.equal(JSON.parse(receiver.received[0]?.body as string).status, 'cancelled');
    upstream.release();
    await receiver.close();
    await gateway.close();
    await upstream.close();
  });
});

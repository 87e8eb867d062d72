import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { startTaskGateway, type TaskGateway } from './task-gateway.test.kit.ts';

interface Generation {
  readonly id: string;
  readonly status: string;
  readonly cost: { readonly held_usd: string; readonly charged_usd: string };
  readonly error: { readonly code: string; readonly message: string } | null;
}

interface Problem {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly param?: string;
  readonly request_id: string;
}

const dollar = 1_000_000;

describe('tasks of /v1/generations', () => {
  let gateway: TaskGateway;
  before(async () => {
    gateway = await startTaskGateway({ env: { PLANTAIN_MAX_RUNNING: '1' } });
  });
  after(() => gateway.close());

  const call = async (method: string, path: string, key: string, body?: object) => {
    const response = await fetch(gateway.url + path, {
      method,
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    return { status: response.status, text: await response.text() };
  };
  const create = async (body: object, key = gateway.liveKey) => {
    const answer = await call('POST', '/v1/generations', key, { model: 'nano-banana-2', ...body });
    return JSON.parse(answer.text) as Generation;
  };
  const problem = async (method: string, path: string, key: string, body?: object) => {
    const { status, text } = await call(method, path, key, body);
    const read = JSON.parse(text) as Problem;
    assert.equal(read.status, status);
    assert.match(read.request_id, /^\d{23}\w{22}$/);
    return [status, read.code, read.detail];
  };
  const sentUpstream = (text: string) =>
    gateway.upstream.requests.some(({ body }) => JSON.stringify(body).includes(text));
  /** Keeps the only place of the gateway taken until its upstream answers. */
  const takeThePlace = async (prompt: string) => {
    const running = await create({ prompt: `${prompt} #emulate(latency, ms=900)` });
    while (!sentUpstream(prompt)) await sleep(10);
    return running;
  };

  it('fail inside when a reference cannot be had, name it, and cost nothing', async () => {
    const failed = await create({ prompt: 'x', references: ['http://127.0.0.1:1/a.png'], wait: 30 });
    assert.deepEqual(
      [failed.status, failed.error?.code, failed.cost.charged_usd],
      ['failed', 'reference_unreachable', '0'],
    );
    assert.match(failed.error?.message ?? '', /Reference image 1/);
  });

  it('whose model an upgrade dropped meanwhile fail by its name', async () => {
    const id = await gateway.queueFor('dropped-model');
    let receipt = await gateway.receiptOf(id);
    for (const untilMs = Date.now() + 30_000; Date.now() < untilMs && receipt.finishedAtMs === undefined; ) {
      await sleep(20);
      receipt = await gateway.receiptOf(id);
    }
    assert.deepEqual(receipt.failure, {
      code: 'unknown_model',
      message: 'The model dropped-model is no longer served. Choose another one.',
      param: 'model',
    });
  });

  it('are refused without a good key, and shown, followed and cancelled by nobody but their account', async () => {
    const { id } = await create({ prompt: 'mine' });
    const body = { model: 'nano-banana-2', prompt: 'x' };
    const [status, code] = await problem('POST', '/v1/generations', 'pt_live_wrong', body);
    assert.deepEqual([status, code], [401, 'unauthenticated']);
    const stranger = await gateway.keyWith(dollar);
    const notFound = [404, 'not_found', 'There is no such generation.'];
    for (const key of [stranger, gateway.testKey]) {
      assert.deepEqual(await problem('GET', `/v1/generations/${id}`, key), notFound);
      assert.deepEqual(await problem('GET', `/v1/generations/${id}/events`, key), notFound);
      assert.deepEqual(await problem('POST', `/v1/generations/${id}/cancel`, key), notFound);
    }
    const list = JSON.parse((await call('GET', '/v1/generations', stranger)).text) as { data: unknown[] };
    assert.deepEqual(list.data, []);
  });

  it('cancelled before they go upstream never do, give the hold back, and end their events', async () => {
    const key = await gateway.keyWith(dollar);
    await takeThePlace('takes the place');
    const waiting = await create({ prompt: 'taken back' }, key);
    assert.deepEqual([waiting.status, waiting.cost.held_usd], ['queued', '0.067']);
    const events = call('GET', `/v1/generations/${waiting.id}/events`, key);
    const { status, text } = await call('POST', `/v1/generations/${waiting.id}/cancel`, key);
    assert.deepEqual([status, (JSON.parse(text) as Generation).status], [200, 'cancelled']);
    const seen = statusesIn((await events).text);
    assert.equal(seen.at(-1), 'cancelled');
    assert.ok(seen.length <= 2, seen.join(' '));
    assert.equal(sentUpstream('taken back'), false);
    assert.deepEqual(await gateway.bookErrors(), []);
  });

  it('name what they cost in the headers of every answer about them, once they have ended', async () => {
    const ask = (path: string, body?: object) =>
      fetch(gateway.url + path, {
        headers: { authorization: `Bearer ${gateway.liveKey}`, 'content-type': 'application/json' },
        ...(body ? { method: 'POST', body: JSON.stringify(body) } : {}),
      });
    const told = async (response: Response) => {
      await response.text();
      return ['generation', 'channel', 'cost-usd'].map((name) => response.headers.get(`x-plantain-${name}`));
    };
    const create = { model: 'nano-banana-2', prompt: 'what it costs' };
    const early = await ask('/v1/generations', create);
    const { id } = (await early.json()) as Generation;
    assert.deepEqual([early.status, early.headers.get('x-plantain-cost-usd')], [202, null]);
    while (((await (await ask(`/v1/generations/${id}`)).json()) as Generation).status !== 'succeeded') {
      await sleep(20);
    }
    for (const path of [`/v1/generations/${id}`, `/model/v1/generation/task/${id}`]) {
      assert.deepEqual(await told(await ask(path)), [id, 'upstream', '0.067'], path);
    }
    const refused = await ask('/v1/generations', { ...create, prompt: 'x #emulate(no-image)', wait: 30 });
    assert.equal((await told(refused))[2], '0');
  });

  it('tell each state once in their events, in order', async () => {
    await takeThePlace('goes first');
    const { id } = await create({ prompt: 'goes second #emulate(latency, ms=700)' });
    const { text } = await call('GET', `/v1/generations/${id}/events`, gateway.liveKey);
    const seen = statusesIn(text);
    assert.deepEqual([...new Set(seen)], ['queued', 'running', 'succeeded']);
  });

  it('answer a create that waits too briefly with 202 and what there is', async () => {
    const running = await create({ prompt: 'slow #emulate(latency, ms=1500)', wait: 0.2 });
    assert.ok(['queued', 'running'].includes(running.status), running.status);
    const after = await create({ prompt: 'after it', wait: 30 });
    assert.equal(after.status, 'succeeded');
  });

  it('are listed by state, and a cursor nobody gave is refused', async () => {
    const { text } = await call('GET', '/v1/generations?status=cancelled', gateway.liveKey);
    assert.deepEqual((JSON.parse(text) as { data: unknown[] }).data, []);
    for (const query of ['after=nonsense', 'limit=0', 'limit=101', 'status=done']) {
      const [status, code] = await problem('GET', `/v1/generations?${query}`, gateway.liveKey);
      assert.deepEqual([status, code], [400, 'invalid_request'], query);
    }
  });
});

function statusesIn(stream: string): string[] {
  return stream
    .split('\n\n')
    .filter((event) => event.startsWith('event: generation'))
    .map((event) => (JSON.parse(event.split('data: ')[1] as string) as Generation).status);
}

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { startTaskGateway, type TaskGateway } from '../tasks/task-gateway.test.kit.ts';

const model = 'nano-banana-2';

interface Surface {
  readonly name: string;
  readonly path: string;
  readonly body: (prompt: string) => object;
}

const surfaces: readonly Surface[] = [
  { name: 'images', path: '/v1/images/generations', body: (prompt) => ({ model, prompt }) },
  {
    name: 'chat',
    path: '/v1/chat/completions',
    body: (content) => ({ model, modalities: ['image'], messages: [{ role: 'user', content }] }),
  },
  ...['generateContent', 'streamGenerateContent?alt=sse'].map((method) => ({
    name: method,
    path: `/v1beta/models/${model}:${method}`,
    body: (text: string) => ({ contents: [{ parts: [{ text }] }] }),
  })),
];

describe('the headers about a generation', () => {
  let gateway: TaskGateway;
  before(async () => {
    gateway = await startTaskGateway();
  });
  after(() => gateway.close());

  /** In the sandbox, where a provoked failure is not held against the channel. */
  const ask = async (surface: Surface, prompt: string, idempotencyKey?: string, key = gateway.testKey) => {
    const response = await gateway.post(surface.path, surface.body(prompt), {
      authorization: `Bearer ${key}`,
      ...(idempotencyKey ? { 'idempotency-key': `${surface.name} ${idempotencyKey}` } : {}),
    });
    await response.arrayBuffer();
    const [id, cost, request] = ['x-plantain-generation', 'x-plantain-cost-usd', 'x-request-id'].map((name) =>
      response.headers.get(name),
    );
    return { status: response.status, id, cost, request };
  };
  const stateOf = async (id: string) => {
    const response = await fetch(`${gateway.url}/v1/generations/${id}`, {
      headers: { authorization: `Bearer ${gateway.testKey}` },
    });
    return ((await response.json()) as { status: string }).status;
  };

  for (const surface of surfaces) {
    it(`name a failed one, which cost nothing, and again where its failure is replayed (${surface.name})`, async () => {
      for (const directive of ['status, code=401', 'block, reason=IMAGE_SAFETY']) {
        const first = await ask(surface, `fail #emulate(${directive})`, directive);
        assert.deepEqual([first.id, first.cost], [first.request, '0'], directive);
        assert.equal(await stateOf(first.id as string), 'failed');
        const again = await ask(surface, `fail #emulate(${directive})`, directive);
        assert.notEqual(again.request, first.request);
        assert.deepEqual([again.status, again.id, again.cost], [first.status, first.id, '0'], directive);
      }
    });

    it(`name the one that still runs under an Idempotency-Key, and no price of it (${surface.name})`, async () => {
      const asked = () => ask(surface, 'slow #emulate(latency, ms=2000)', 'slow');
      // Either may come first; the other one is told of it.
      const [one, other] = await Promise.all([asked(), asked()]);
      const [told, made] = one.status === 409 ? [one, other] : [other, one];
      assert.deepEqual([told.status, told.id, told.cost], [409, made.request, null]);
      assert.deepEqual([made.status, made.id], [200, made.request]);
    });

    it(`name none where a request was refused: there is no receipt (${surface.name})`, async () => {
      const poor = await gateway.keyWith(1);
      const other = await gateway.keyWith(10_000_000, { models: ['nano-banana-pro'] });
      for (const key of [poor, other]) {
        const { status, id, cost } = await ask(surface, 'refused', undefined, key);
        assert.ok(status === 402 || status === 403, String(status));
        assert.deepEqual([id, cost], [null, null]);
      }
      await ask(surface, 'a first body', 'reused');
      const reused = await ask(surface, 'another body', 'reused');
      assert.deepEqual([reused.status, reused.id, reused.cost], [400, null, null]);
    });
  }

  it('tell of a task what was not sent upstream, from its first answer on', async () => {
    const headers = { authorization: `Bearer ${gateway.liveKey}`, 'content-type': 'application/json' };
    const created = await gateway.post(`/api/v1/generateTask/${model}`, {
      request_type: 'async',
      source: 'here',
      input: { mode: 'text-to-image', prompt: 'omitted' },
    });
    assert.match(created.headers.get('x-plantain-omitted') ?? '', /^source;reason="/);
    const { data } = (await created.json()) as { data: { taskId: string } };
    for (;;) {
      const status = await fetch(`${gateway.url}/api/v1/statusTask/${model}?taskId=${data.taskId}`, {
        headers,
      });
      assert.match(status.headers.get('x-plantain-omitted') ?? '', /^source;reason="/);
      const { data: seen } = (await status.json()) as { data: { state: string } };
      if (seen.state === 'success') break;
      assert.notEqual(seen.state, 'failed');
      await sleep(20);
    }
  });
});

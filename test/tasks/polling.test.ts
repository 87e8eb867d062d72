import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { startTaskGateway, type TaskGateway } from './task-gateway.test.kit.ts';

interface Contract {
  readonly name: string;
  readonly create: string;
  body(prompt: string): object;
  idOf(answer: Record<string, unknown>): string;
  statusPath(id: string): string;
  isEnded(answer: Record<string, unknown>): boolean;
}

const contracts: readonly Contract[] = [
  {
    name: 'model-generation',
    create: '/model/v1/generation',
    body: (prompt) => ({ model: 'nano_banana_2', prompt }),
    idOf: ({ id }) => id as string,
    statusPath: (id) => `/model/v1/generation/task/${id}`,
    isEnded: ({ status }) => status !== 'in_progress',
  },
  {
    name: 'model-queue',
    create: '/model/v1/queue/nano_banana_2',
    body: (prompt) => ({ prompt }),
    idOf: ({ request_id }) => request_id as string,
    statusPath: (id) => `/model/v1/queue/nano_banana_2/requests/${id}/status`,
    isEnded: ({ status }) => status === 'COMPLETED',
  },
  {
    name: 'generate-task',
    create: '/api/v1/generateTask/nano-banana-2',
    body: (prompt) => ({ input: { mode: 'text-to-image', prompt } }),
    idOf: ({ data }) => (data as { taskId: string }).taskId,
    statusPath: (id) => `/api/v1/statusTask/nano-banana-2?taskId=${id}`,
    isEnded: ({ data }) => ['success', 'failed'].includes((data as { state: string }).state),
  },
];

describe('polling a task', () => {
  let gateway: TaskGateway;
  before(async () => {
    gateway = await startTaskGateway();
  });
  after(() => gateway.close());

  for (const contract of contracts) {
    it(`on ${contract.name} sends a body only when something changed, and says when to come back`, async () => {
      const created = await gateway.post(contract.create, contract.body('poll #emulate(latency, ms=700)'));
      const id = contract.idOf((await created.json()) as Record<string, unknown>);
      const bodies: boolean[] = [];
      let etag = '';
      let unchanged = 0;
      for (;;) {
        const response = await fetch(gateway.url + contract.statusPath(id), {
          headers: {
            authorization: `Bearer ${gateway.liveKey}`,
            ...(etag ? { 'if-none-match': `"other", W/${etag}` } : {}),
          },
        });
        const body = await response.text();
        if (response.status === 304) {
          unchanged += 1;
          assert.equal(body, '');
          assert.equal(response.headers.get('etag'), etag);
        } else {
          assert.equal(response.status, 200);
          assert.notEqual(response.headers.get('etag'), etag);
          etag = response.headers.get('etag') as string;
          assert.match(etag, /^"[\w-]{27}"$/);
          bodies.push(contract.isEnded(JSON.parse(body)));
        }
        const isEnded = bodies.at(-1) as boolean;
        assert.equal(response.headers.get('retry-after'), isEnded ? null : '3');
        if (isEnded && response.status === 304) break;
        await sleep(40);
      }
      assert.ok(unchanged >= 2, `${unchanged} of the answers were empty`);
      assert.ok(bodies.length <= 3, 'queued, running, ended');
    });
  }

  it('starts a task within milliseconds of accepting it', async (test) => {
    const waits: number[] = [];
    const measure = async (index: number) => {
      const created = await gateway.post('/model/v1/generation', {
        model: 'nano_banana_2',
        prompt: `start ${index % 4} #emulate(bytes, min=1000)`,
      });
      const { id } = (await created.json()) as { id: string };
      for (;;) {
        const receipt = await gateway.receiptOf(id);
        if (receipt.finishedAtMs !== undefined) {
          waits.push((receipt.attempts[0]?.startedAtMs as number) - receipt.createdAtMs);
          return;
        }
        // Seldom, so that looking does not slow what is looked at.
        await sleep(100);
      }
    };
    for (let index = 0; index < 7; index += 1) await measure(index);
    const alone = summary(waits.splice(0));
    await Promise.all(Array.from({ length: 20 }, (_, index) => measure(index)));
    const burst = summary(waits);
    test.diagnostic(`accept to start, one after another: p50 ${alone.p50} ms, p99 ${alone.p99} ms`);
    test.diagnostic(`accept to start, 20 at once: p50 ${burst.p50} ms, p99 ${burst.p99} ms`);
    // A queue that only polls would need half a second on average.
    assert.ok(alone.p50 < 250, `${alone.p50} ms`);
  });
});

function summary(values: number[]) {
  const sorted = values.sort((a, b) => a - b);
  const at = (share: number) =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] as number;
  return { p50: at(0.5), p99: at(0.99) };
}

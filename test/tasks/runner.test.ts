import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { systemClock } from '../../src/lib/clock.ts';
import { openStore } from '../../src/store/open-store.ts';
import type { Store } from '../../src/store/store.ts';
import { startEmbeddedQueue } from '../../src/tasks/embedded-queue.ts';
import { createRunner, type Runner } from '../../src/tasks/runner.ts';
import { testEngines } from '../services/test-engines.ts';
import { queueTasks } from './queued-tasks.test.kit.ts';

const limit = 3;
const count = 40;

const taskId = (index: number) => `t${String(index).padStart(4, '0')}`;

/** A runner over queued rows; each task ends when it is let go. */
async function withRunner(
  engine: ReturnType<typeof testEngines>[number],
  work: (
    runner: Runner,
    seen: { begun: string[]; most: number; ends: (() => void)[] },
    store: Store,
  ) => Promise<void>,
) {
  const database = await engine.create();
  const store = await openStore({ url: database.url });
  const nowMs = systemClock.now();
  await store.write(queueTasks, { count, nowMs });
  const seen = { begun: [] as string[], most: 0, ends: [] as (() => void)[] };
  let underWay = 0;
  const runner = createRunner({
    store,
    leaseClock: { catchUp: () => undefined, ...systemClock },
    owner: 'one',
    limit,
    mayBegin: () => true,
    perform: (ticket) =>
      new Promise<void>((resolve) => {
        seen.begun.push(ticket.id);
        underWay += 1;
        seen.most = Math.max(seen.most, underWay);
        seen.ends.push(() => {
          underWay -= 1;
          resolve();
        });
      }),
  });
  await work(runner, seen, store);
  await store.close();
  await database.remove();
}

for (const engine of testEngines()) {
  describe(`the runner on ${engine.name}`, () => {
    it('never performs more than its limit, however many ask it to begin at once', () =>
      withRunner(engine, async (runner, seen) => {
        const begins = Array.from({ length: count }, (_, index) =>
          runner.begin(index % 2 === 0 ? undefined : taskId(index)),
        );
        let left = true;
        const all = Promise.allSettled(begins).then(() => {
          left = false;
        });
        while (runner.running() < limit) await setImmediate();
        while (left || seen.ends.length > 0 || runner.running() > 0) {
          seen.ends.shift()?.();
          await setImmediate();
        }
        await all;
        while (await beginOne(runner, seen)) await setImmediate();
        await runner.idle();
        assert.equal(seen.most, limit);
        assert.equal(new Set(seen.begun).size, count, 'each was begun');
        assert.equal(seen.begun.length, count, 'and none twice');
      }));

    it('begins a task of another key within one turn, however many of one key wait before it', () =>
      withRunner(engine, async (runner, seen, store) => {
        const nowMs = systemClock.now() + 1_000;
        await store.write(queueTasks, { count: 2, nowMs, keyId: 'key_2', name: 'other' });
        await store.write(queueTasks, { count: 1, nowMs, keyId: 'key_0', name: 'third' });
        const queue = startEmbeddedQueue(runner.begin, assert.ifError);
        // As jobs bring them: the oldest first.
        const jobs = Array.from({ length: count }, (_, index) => runner.begin(taskId(index)));
        while (seen.begun.length < count + 3) {
          seen.ends.shift()?.();
          await setImmediate();
        }
        for (const end of seen.ends.splice(0)) end();
        await queue.stop();
        await Promise.all(jobs);
        const places = ['third0000', 'other0000', 'other0001'].map((id) => seen.begun.indexOf(id));
        // What had a place already, and then one of each key in each round.
        assert.ok(Math.max(...places) < limit + 2 * 3, `begun as ${places}`);
        assert.equal(new Set(seen.begun).size, count + 3);
      }));

    it('leaves what is queued when it is closed, and finishes what runs', () =>
      withRunner(engine, async (runner, seen) => {
        const queue = startEmbeddedQueue(runner.begin, assert.ifError);
        while (seen.begun.length < limit) await setImmediate();
        runner.close();
        await queue.stop();
        assert.equal(runner.running(), limit);
        assert.equal(await runner.begin(), false);
        const idle = runner.idle();
        for (const end of seen.ends) end();
        await idle;
        assert.deepEqual(seen.begun, ['t0000', 't0001', 't0002']);
      }));
  });
}

async function beginOne(runner: Runner, seen: { ends: (() => void)[] }): Promise<boolean> {
  const begun = await runner.begin();
  for (const end of seen.ends.splice(0)) end();
  return begun;
}

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { systemClock } from '../../src/lib/clock.ts';
import { openStore } from '../../src/store/open-store.ts';
import { startEmbeddedQueue } from '../../src/tasks/embedded-queue.ts';
import { createRunner, type Runner } from '../../src/tasks/runner.ts';
import { testEngines } from '../services/test-engines.ts';
import { queueTasks } from './queued-tasks.test.kit.ts';

const limit = 3;
const count = 40;

/** A runner over queued rows; each task ends when it is let go. */
async function withRunner(
  engine: ReturnType<typeof testEngines>[number],
  work: (runner: Runner, seen: { begun: string[]; most: number; ends: (() => void)[] }) => Promise<void>,
) {
  const database = await engine.create();
  const store = await openStore({ url: database.url });
  const nowMs = systemClock.now();
  await store.write(queueTasks, { count, nowMs });
  const seen = { begun: [] as string[], most: 0, ends: [] as (() => void)[] };
  let underWay = 0;
  const runner = createRunner({
    store,
    clock: systemClock,
    owner: 'one',
    limit,
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
  await work(runner, seen);
  await store.close();
  await database.remove();
}

for (const engine of testEngines()) {
  describe(`the runner on ${engine.name}`, () => {
    it('never performs more than its limit, however many ask it to begin at once', () =>
      withRunner(engine, async (runner, seen) => {
        const begins = Array.from({ length: count }, (_, index) =>
          runner.begin(index % 2 === 0 ? undefined : `t${String(index).padStart(4, '0')}`),
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

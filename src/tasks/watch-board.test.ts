import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Receipt } from '../generation/receipt.ts';
import { WatchBoard } from './watch-board.ts';
import { mostWatchesOfKey, WatchPlaces } from './watch-places.ts';

function setUp() {
  const seen = { looks: 0, receipt: receiptOf('queued') as Receipt | undefined, error: undefined as unknown };
  const clock = { nowMs: 0, now: () => clock.nowMs };
  const sleeping: (() => void)[] = [];
  const sleepMs: number[] = [];
  const board = new WatchBoard({
    clock,
    sleep: (ms) =>
      new Promise<void>((resolve) => {
        sleepMs.push(ms);
        sleeping.push(() => {
          clock.nowMs += ms;
          resolve();
        });
      }),
  });
  const look = async () => {
    seen.looks += 1;
    if (seen.error) throw seen.error;
    return seen.receipt;
  };
  const closed = () => new AbortController();
  return {
    seen,
    watch: (limitMs = 60_000, by = closed(), name = 'one') =>
      board.watch(name, look, limitMs, by.signal)[Symbol.asyncIterator](),
    closed,
    clock,
    /** Lets everybody who sleeps go on, and all they do with it. */
    async pass() {
      for (const wake of sleeping.splice(0)) wake();
      await settled();
    },
    pollers: () => sleeping.length,
    /** For how long each of them wanted to. */
    sleepMs,
  };
}

const settled = async () => {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
};

const receiptOf = (state: string, finishedAtMs?: number) =>
  ({ state, dispatched: false, referenceNotes: [], steps: undefined, finishedAtMs }) as unknown as Receipt;

test('a hundred who watch one generation cause one look at a time, and each sees every change', async () => {
  const { seen, watch, pass, pollers } = setUp();
  const watches = Array.from({ length: 100 }, () => watch());
  const states = async () =>
    new Set((await Promise.all(watches.map((one) => one.next()))).map(({ value }) => value?.state));
  assert.deepEqual(await states(), new Set(['queued']));
  assert.deepEqual([seen.looks, pollers()], [1, 1]);
  seen.receipt = receiptOf('running');
  await pass();
  assert.deepEqual(await states(), new Set(['running']));
  assert.equal(seen.looks, 2);
  const late = watch();
  assert.equal((await late.next()).value?.state, 'running', 'what was seen last is there at once');
  seen.receipt = receiptOf('succeeded', 1);
  await pass();
  assert.deepEqual(await states(), new Set(['succeeded']));
  for (const one of watches) assert.equal((await one.next()).done, true);
  await pass();
  assert.deepEqual([seen.looks, pollers()], [3, 0]);
});

test('a watch ends with its client, though it waits, and the last one ends the looks', async () => {
  const { seen, watch, closed, pass, pollers } = setUp();
  const [one, other] = [closed(), closed()];
  const watches = [watch(60_000, one), watch(60_000, other)];
  await Promise.all(watches.map((each) => each.next()));
  const waits = watches.map((each) => each.next());
  one.abort();
  assert.equal((await waits[0])?.done, true);
  await pass();
  assert.equal(seen.looks, 2, 'the other one still watches');
  other.abort();
  assert.equal((await waits[1])?.done, true);
  await pass();
  assert.deepEqual([seen.looks, pollers()], [2, 0]);
  assert.equal((await watch(60_000, one).next()).done, true);
  assert.equal(seen.looks, 2, 'for whoever had gone before nobody looks');
});

test('a watch ends when its time is over, and sees what there is then', async () => {
  const { seen, watch, pass, clock } = setUp();
  const watching = watch(100);
  await watching.next();
  seen.receipt = receiptOf('running');
  await pass();
  assert.equal(clock.nowMs, 100);
  assert.equal((await watching.next()).value?.state, 'running');
  assert.equal((await watching.next()).done, true);
});

test('a watch of nothing is empty, one that nothing happens to is told so, and a fault of the store reaches all', async () => {
  const { seen, watch, pass } = setUp();
  const quiet = watch();
  await quiet.next();
  const told = quiet.next();
  for (let looks = 0; looks < 40; looks += 1) await pass();
  assert.deepEqual(await told, { done: false, value: undefined });
  seen.error = new Error('away');
  const other = watch();
  await other.next();
  const waits = Promise.allSettled([quiet.next(), other.next()]);
  await pass();
  assert.deepEqual(
    (await waits).map(({ status }) => status),
    ['rejected', 'rejected'],
  );
  seen.error = undefined;
  seen.receipt = undefined;
  assert.equal((await watch().next()).done, true);
});

test('a key has so many places to watch, and gets each back when its connection closes', () => {
  const places = new WatchPlaces();
  const closers = Array.from({ length: mostWatchesOfKey }, () => new AbortController());
  for (const { signal } of closers) places.take('key', signal);
  const another = () => places.take('key', new AbortController().signal);
  assert.throws(another, { code: 'concurrency_limited' });
  places.take('other', new AbortController().signal);
  closers[7]?.abort();
  another();
  assert.throws(another, { code: 'concurrency_limited' });
});

test('of many generations each is looked at less often, so that all of them take a thousand looks a second at most', async () => {
  const { watch, closed, pass, sleepMs } = setUp();
  const watchAll = async (count: number) => {
    const watches = Array.from({ length: count }, (_, index) => watch(60_000, closed(), `${index}`));
    await Promise.all(watches.map((one) => one.next()));
    await pass();
    return new Set(sleepMs.splice(0).slice(-count));
  };
  assert.deepEqual(await watchAll(100), new Set([250]));
  assert.deepEqual(await watchAll(2_000), new Set([2_000]));
});

test('a watch ends after its time, and is told it lives, where the clock is set back meanwhile', async () => {
  const { watch, pass, clock } = setUp();
  const one = watch(20_000);
  assert.equal((await one.next()).value?.state, 'queued');
  const rest: unknown[] = [];
  let isDone = false;
  void (async () => {
    for (;;) {
      const { value, done } = await one.next();
      if (done) break;
      rest.push(value);
    }
    isDone = true;
  })();
  clock.nowMs -= 3_600_000;
  for (let looks = 0; looks < 90 && !isDone; looks += 1) await pass();
  assert.equal(isDone, true);
  assert.ok(rest.length > 0);
});

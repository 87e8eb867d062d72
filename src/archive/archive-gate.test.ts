import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { createLog } from '../lib/log.ts';
import { createArchiveGate } from './archive-gate.ts';
import { ArchiveUnavailable } from './stores/errors.ts';

const failed = new ArchiveUnavailable('keep', new Error('500'));

function setUp() {
  const state = {
    isAway: false,
    nowMs: 0,
    looks: 0,
    atOnce: 0,
    mostAtOnce: 0,
    changes: [] as boolean[],
    finish() {},
  };
  const waiting: (() => void)[] = [];
  const lines: string[] = [];
  const gate = createArchiveGate({
    async probe() {
      state.looks += 1;
      state.atOnce += 1;
      state.mostAtOnce = Math.max(state.mostAtOnce, state.atOnce);
      await setImmediate();
      state.atOnce -= 1;
      if (state.isAway) throw failed;
    },
    clock: { now: () => state.nowMs },
    wait: () => new Promise<void>((resolve) => waiting.push(resolve)),
    log: createLog('info', { write: (line) => void lines.push(line) }),
    onChange: (isOpen) => state.changes.push(isOpen),
  });
  return {
    gate,
    state,
    said: () => lines.map((line) => String(JSON.parse(line).msg).split(':')[0]),
    /** A second. */
    async pass() {
      state.nowMs += 1_000;
      for (const go of waiting.splice(0)) go();
      for (let turn = 0; turn < 5; turn += 1) await setImmediate();
    },
  };
}

test('an archive is asked when something could not be kept, once for all who ask, and not while all is well', async () => {
  const { gate, state, pass, said } = setUp();
  for (let second = 0; second < 3; second += 1) await pass();
  assert.equal(state.looks, 0);
  assert.deepEqual(await Promise.all([gate.suspect(), gate.suspect(), gate.suspect()]), [
    false,
    false,
    false,
  ]);
  gate.pass();
  assert.deepEqual([state.looks, gate.isOpen, state.changes, said()], [1, true, [], []]);
});

test('one that is away is looked at every second, never twice at once, until it is back', async () => {
  const { gate, state, pass, said } = setUp();
  state.isAway = true;
  assert.deepEqual(await Promise.all([gate.suspect(), gate.suspect()]), [true, true]);
  for (let second = 0; second < 5; second += 1) {
    await pass();
    assert.equal(await gate.suspect(), true);
    assert.throws(() => gate.pass(), { code: 'archive_unavailable', final: false, retryAfterMs: 5_000 });
  }
  assert.deepEqual([state.looks, state.mostAtOnce], [6, 1]);
  state.isAway = false;
  await pass();
  gate.pass();
  await pass();
  assert.deepEqual([state.looks, state.changes], [7, [false, true]]);
  assert.deepEqual(said(), ['the archive is away', 'the archive is back']);
});

test('what is paid for is kept once the archive is back', async () => {
  const { gate, state, pass } = setUp();
  state.isAway = true;
  let tries = 0;
  const kept = gate.outlast(async () => {
    tries += 1;
    if (state.isAway) throw failed;
    return 'kept';
  }, 60_000);
  for (let second = 0; second < 10; second += 1) await pass();
  assert.equal(tries, 1, 'it is not sent again and again meanwhile');
  state.isAway = false;
  await pass();
  await pass();
  assert.equal(await kept, 'kept');
});

test('what is paid for waits no longer than its time', async () => {
  const { gate, state, pass } = setUp();
  state.isAway = true;
  const kept = assert.rejects(
    gate.outlast(() => Promise.reject(failed), 3_000),
    failed,
  );
  for (let second = 0; second < 4; second += 1) await pass();
  await kept;
  assert.equal(state.nowMs, 4_000);
});

test('what an archive that is well refuses is tried once more and no further', async () => {
  const { gate } = setUp();
  let tries = 0;
  const refuse = () => {
    tries += 1;
    return Promise.reject(failed);
  };
  await assert.rejects(gate.outlast(refuse, 60_000), failed);
  assert.deepEqual([tries, gate.isOpen], [2, true]);
});

test('what is no failure of the archive is not held against it', async () => {
  const { gate, state } = setUp();
  const other = new Error('somebody else performs it by now');
  await assert.rejects(
    gate.outlast(() => Promise.reject(other), 60_000),
    other,
  );
  assert.equal(state.looks, 0);
});

test('an archive that says nothing is looked at before what hangs in it has failed', async () => {
  const { gate, state, pass, said } = setUp();
  const hang = new Promise<string>((resolve) => {
    state.finish = () => resolve('kept');
  });
  const kept = gate.outlast(() => hang, 60_000);
  for (let second = 0; second < 14; second += 1) await pass();
  assert.equal(state.looks, 0);
  await pass();
  assert.deepEqual(
    [state.looks, gate.isOpen],
    [1, true],
    'a slow one in an archive that is well closes nothing',
  );
  state.isAway = true;
  for (let second = 0; second < 14; second += 1) await pass();
  assert.equal(state.looks, 1, 'not every second');
  await pass();
  assert.deepEqual([state.looks, gate.isOpen], [2, false]);
  state.isAway = false;
  await pass();
  assert.ok(gate.isOpen);
  state.finish();
  assert.equal(await kept, 'kept');
  for (let second = 0; second < 30; second += 1) await pass();
  assert.equal(state.looks, 3, 'and not once all is kept');
  assert.deepEqual(said(), ['the archive is away', 'the archive is back']);
});

test('one slow picture after another is looked at as often as a single one', async () => {
  const { gate, state, pass } = setUp();
  const ends: (() => void)[] = [];
  const begin = () => gate.outlast(() => new Promise<void>((resolve) => ends.push(resolve)), 600_000);
  const all: Promise<void>[] = [];
  for (let second = 0; second < 60; second += 1) {
    all.push(begin());
    await pass();
  }
  assert.equal(state.looks, 4);
  for (const end of ends) end();
  await Promise.all(all);
});

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { openBank } from '../../../test/services/bank/open-bank.ts';
import {
  addEntries,
  exitThread,
  limitPages,
  listEntries,
  openAccount,
  readAccount,
  readSettings,
  waitForever,
} from '../../../test/services/bank/units.ts';
import { StoreClosed, StoreUnavailable, UnitMisuse } from '../errors.ts';
import { openDatabase } from './database.ts';

const burst = fileURLToPath(new URL('../../../test/services/bank/burst.js', import.meta.url));
let folder: string;
before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'plantain-durability-'));
});
after(() => rm(folder, { recursive: true, force: true }));
const fileUrl = (name: string) => `sqlite:${path.join(folder, `${name}.db`)}`;
const entry = (slot: number) => ({ id: `entry-${slot}`, accountId: 'books', slot, amountMicros: 1 });

test('after kill -9 in a burst every acknowledged write is there, whole, and the file is sound', async () => {
  const url = fileUrl('killed');
  const acknowledged: string[] = [];
  const rounds = Number(process.env.PLANTAIN_KILL_ROUNDS ?? 3);
  for (let round = 0; round < rounds; round += 1) {
    // Ids start at 1 again in each round, so each round has its own account file.
    const roundUrl = `${url}-${round}`;
    const child = spawn(process.execPath, [burst, roundUrl], { stdio: ['ignore', 'pipe', 'inherit'] });
    let printed = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      printed += chunk;
      if (printed.length > 12 * (400 + 150 * round)) child.kill('SIGKILL');
    });
    const [, signal] = await new Promise<[number | null, string | null]>((resolve) =>
      child.on('close', (...exit) => resolve(exit)),
    );
    assert.equal(signal, 'SIGKILL');
    const ids = printed.split('\n').slice(0, -1);
    acknowledged.push(...ids);

    const store = await openBank(roundUrl);
    const found = new Set(await store.read(listEntries, 'burst-'));
    await store.close();
    const lost = ids.filter((id) => !found.has(id));
    assert.deepEqual(lost, []);
    const halves = [...found].filter(
      (id) => !found.has(id.endsWith('-twin') ? id.slice(0, -5) : `${id}-twin`),
    );
    assert.deepEqual(halves, []);
    const database = await openDatabase(roundUrl.slice('sqlite:'.length));
    assert.deepEqual(
      { ...(database.prepare('PRAGMA integrity_check').all()[0] as object) },
      { integrity_check: 'ok' },
    );
    database.close();
  }
  assert.ok(acknowledged.length >= rounds * 400);
});

const tellsLocks = process.platform === 'linux';

test('the second connection leaves the first its lock, by which commands beside it see that it lives', {
  skip: !tellsLocks,
}, async () => {
  const file = path.join(folder, 'two-connections.db');
  const locks = async () => {
    const { ino } = await stat(file);
    const lines = (await readFile('/proc/locks', 'utf8')).split('\n');
    return lines.filter((line) => line.includes(`:${ino} `) && line.includes(` ${process.pid} `)).length;
  };
  const writer = await openDatabase(file);
  writer.exec('CREATE TABLE fruit (name TEXT)');
  assert.equal(await locks(), 1);
  const reader = await openDatabase(file);
  assert.equal(await locks(), 1);
  reader.close();
  writer.close();
});

test('the writing connection waits for the disk at every commit', async () => {
  const store = await openBank(fileUrl('settings'));
  // 2 is FULL: in WAL mode the only setting besides EXTRA under which a commit survives the loss of power.
  assert.deepEqual(await store.write(readSettings, undefined), {
    journal_mode: 'wal',
    synchronous: 2,
    foreign_keys: 1,
  });
  await store.close();
});

test('two thousand writes leave the main thread free', async () => {
  const store = await openBank(fileUrl('loop'));
  await store.write(openAccount, { id: 'books', balanceMicros: 0 });
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const slots = Array.from({ length: 2_000 }, (_, slot) => slot);
  const lane = async () => {
    for (let slot = slots.pop(); slot !== undefined; slot = slots.pop())
      await store.write(addEntries, [entry(slot)]);
  };
  await Promise.all(Array.from({ length: 64 }, lane));
  delay.disable();
  await store.close();
  // Synchronous commits on this thread would block it for the whole run. What a busy machine takes from it is no matter.
  assert.ok(delay.percentile(50) / 1e6 < 10, `median ${delay.percentile(50) / 1e6} ms`);
});

test('writes take effect in the order they were asked for', async () => {
  const store = await openBank(fileUrl('order'));
  const answered: number[] = [];
  await Promise.all([
    store.write(openAccount, { id: 'books', balanceMicros: 0 }).then(() => answered.push(-1)),
    ...Array.from({ length: 600 }, (_, slot) =>
      store.write(addEntries, [entry(slot)]).then(() => answered.push(slot)),
    ),
  ]);
  assert.deepEqual(
    answered,
    Array.from({ length: 601 }, (_, index) => index - 1),
  );
  await store.close();
});

test('close lets accepted writes finish and refuses later ones', async () => {
  const url = fileUrl('closing');
  const store = await openBank(url);
  await store.write(openAccount, { id: 'books', balanceMicros: 0 });
  const writes = Array.from({ length: 300 }, (_, slot) => store.write(addEntries, [entry(slot)]));
  const closed = store.close();
  await assert.rejects(store.write(addEntries, [entry(9_999)]), StoreClosed);
  await assert.rejects(store.read(listEntries, ''), StoreClosed);
  await Promise.all([...writes, closed, store.close()]);
  const again = await openBank(url);
  assert.equal((await again.read(listEntries, 'entry-')).length, 300);
  await again.close();
});

test('the death of the thread rejects what is pending, is reported once, and closes cleanly', async () => {
  const failures: Error[] = [];
  const store = await openBank(fileUrl('crash'), { onFailure: (error) => failures.push(error) });
  const pending = Promise.allSettled([
    store.write(exitThread, undefined),
    store.write(openAccount, { id: 'never', balanceMicros: 0 }),
  ]);
  for (const outcome of await pending) {
    assert.ok(outcome.status === 'rejected' && outcome.reason instanceof StoreUnavailable);
  }
  await assert.rejects(store.read(readAccount, 'never'), StoreUnavailable);
  await assert.rejects(store.ping(), StoreUnavailable);
  assert.equal(failures.length, 1);
  await store.close();
});

test('a unit that waits for anything but its database is rolled back and holds nobody up', async () => {
  const store = await openBank(fileUrl('stuck'));
  const [stuck, next] = await Promise.allSettled([
    store.write(waitForever, 'stuck'),
    store.write(openAccount, { id: 'next', balanceMicros: 1 }),
  ]);
  assert.ok(stuck.status === 'rejected' && stuck.reason instanceof UnitMisuse);
  assert.equal(next.status, 'fulfilled');
  assert.equal(await store.read(readAccount, 'stuck'), undefined);
  await store.close();
});

test('an input that cannot be cloned fails alone', async () => {
  const store = await openBank(fileUrl('clone'));
  const [broken, fine] = await Promise.allSettled([
    store.write(openAccount, { id: 'broken', balanceMicros: 1, note: () => {} }),
    store.write(openAccount, { id: 'fine', balanceMicros: 1 }),
  ]);
  assert.equal(broken.status, 'rejected');
  assert.equal(fine.status, 'fulfilled');
  await store.close();
});

test('a lock held by another program is waited for, then reported as unavailable with nothing written', async () => {
  const url = fileUrl('locked');
  const store = await openBank(url);
  const other = await openDatabase(url.slice('sqlite:'.length));
  other.exec('BEGIN IMMEDIATE');
  let isDone = false;
  const waited = store.write(openAccount, { id: 'waited', balanceMicros: 1 }).then(() => {
    isDone = true;
  });
  await sleep(200);
  assert.ok(!isDone, 'the lock kept nobody out');
  other.exec('COMMIT');
  await waited;

  other.exec('BEGIN IMMEDIATE');
  await assert.rejects(store.write(openAccount, { id: 'refused', balanceMicros: 1 }), StoreUnavailable);
  other.exec('ROLLBACK');
  other.close();
  assert.equal(await store.read(readAccount, 'refused'), undefined);
  await store.write(openAccount, { id: 'refused', balanceMicros: 2 });
  await store.close();
});

test('a full disk fails the writes of that commit as unavailable, keeps none in half, and passes', async () => {
  const store = await openBank(fileUrl('full'));
  // SQLite then answers SQLITE_FULL exactly as it does for a disk without space.
  await store.write(limitPages, 40);
  const note = 'x'.repeat(100_000);
  const outcomes = await Promise.allSettled([
    store.write(openAccount, { id: 'small', balanceMicros: 1 }),
    store.write(openAccount, { id: 'too large', balanceMicros: 1, note: note.repeat(10) }),
    store.write(openAccount, { id: 'small too', balanceMicros: 1 }),
  ]);
  assert.ok(outcomes[1].status === 'rejected' && outcomes[1].reason instanceof StoreUnavailable);
  for (const [index, id] of ['small', 'too large', 'small too'].entries()) {
    const stored = (await store.read(readAccount, id)) !== undefined;
    assert.equal(stored, outcomes[index]?.status === 'fulfilled', id);
  }
  await store.write(limitPages, 100_000);
  await store.write(openAccount, { id: 'too large', balanceMicros: 1, note: note.repeat(10) });
  await store.close();
});

test('an open store with nothing to do lets the process end', async () => {
  const program = `
    const { openBank } = await import(${JSON.stringify(new URL('../../../test/services/bank/open-bank.js', import.meta.url).href)});
    const store = await openBank(${JSON.stringify(fileUrl('idle'))});
    await store.ping();
    console.log('idle');`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const code = await new Promise((resolve) => child.on('close', resolve));
  assert.equal(code, 0);
});

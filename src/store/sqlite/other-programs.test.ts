import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { openBank } from '../../../test/services/bank/open-bank.ts';
import { listEntries } from '../../../test/services/bank/units.ts';

/** A program with a SQLite of its own, as a backup or a look into the file is. */
const otherProgram = `
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1])
print(connection.execute('select count(*) from sqlite_master').fetchone()[0])
connection.close()`;

const openBankModule = new URL('../../../test/services/bank/open-bank.js', import.meta.url).href;
const unitsModule = new URL('../../../test/services/bank/units.js', import.meta.url).href;
/** Opens the store, and writes when it is told to. */
const holder = (url: string) => `
const { openBank } = await import('${openBankModule}');
const { addEntries, openAccount } = await import('${unitsModule}');
const store = await openBank('${url}');
await store.write(openAccount, { id: 'books', balanceMicros: 0 });
console.log('open');
process.stdin.once('data', async () => {
  await store.write(addEntries, [{ id: 'acknowledged', accountId: 'books', slot: 1, amountMicros: 1 }]);
  console.log('written');
});`;

const hasPython = spawnSync('python3', ['-c', 'import sqlite3']).status === 0;
const skip =
  hasPython || process.env.PLANTAIN_TEST_ALL === '1' ? false : 'there is no python3 with its sqlite3 here';

test('what is acknowledged after another program opened and closed the file survives kill -9', {
  skip,
}, async (context) => {
  const folder = await mkdtemp(path.join(tmpdir(), 'plantain-other-programs-'));
  context.after(() => rm(folder, { recursive: true }));
  const file = path.join(folder, 'plantain.db');
  const child = spawn(process.execPath, ['--input-type=module', '--eval', holder(`sqlite:${file}`)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  context.after(() => child.kill('SIGKILL'));
  const said = createInterface(child.stdout)[Symbol.asyncIterator]();
  assert.equal((await said.next()).value, 'open');
  const log = await stat(`${file}-wal`);

  const other = spawnSync('python3', ['-c', otherProgram, file], { encoding: 'utf8' });
  assert.ok(Number(other.stdout) > 0, other.stderr);
  assert.equal((await stat(`${file}-wal`)).ino, log.ino, 'the log is another file');

  child.stdin.write('write\n');
  assert.equal((await said.next()).value, 'written');
  const ended = once(child, 'close');
  child.kill('SIGKILL');
  await ended;
  const store = await openBank(`sqlite:${file}`);
  const kept = await store.read(listEntries, '');
  await store.close();
  assert.deepEqual(kept, ['acknowledged']);
});

import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, stat, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { it } from 'node:test';
import { openDatabase } from './database.ts';

it('a new database, its log and its folder are for their owner alone', async (context) => {
  const home = await mkdtemp(path.join(tmpdir(), 'plantain-modes-'));
  context.after(() => rm(home, { recursive: true }));
  const folder = path.join(home, 'data');
  const database = await openDatabase(path.join(folder, 'plantain.db'));
  context.after(() => database.close());
  database.exec('CREATE TABLE written (value)');
  const mode = async (file: string) => ((await stat(file)).mode & 0o777).toString(8);
  assert.equal(await mode(folder), '700');
  const files = await readdir(folder);
  assert.ok(files.includes('plantain.db-wal'), String(files));
  for (const file of files) assert.equal(await mode(path.join(folder, file)), '600', file);
});

it('a database behind a link that leads to nothing yet is for its owner alone, too', async (context) => {
  const home = await mkdtemp(path.join(tmpdir(), 'plantain-modes-'));
  context.after(() => rm(home, { recursive: true }));
  await symlink('elsewhere.db', path.join(home, 'plantain.db'));
  const database = await openDatabase(path.join(home, 'plantain.db'));
  context.after(() => database.close());
  assert.equal((await stat(path.join(home, 'elsewhere.db'))).mode & 0o777, 0o600);
});

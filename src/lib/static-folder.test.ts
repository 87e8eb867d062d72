import assert from 'node:assert/strict';
import { mkdtemp, rm, truncate, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { openStaticFolder } from './static-folder.ts';

test('a folder that could not be read once is read again', async (context) => {
  const folder = await mkdtemp(path.join(tmpdir(), 'plantain-static-'));
  context.after(() => rm(folder, { recursive: true }));
  const script = path.join(folder, 'app.js');
  await writeFile(path.join(folder, 'index.html'), '<!doctype html>');
  await writeFile(script, '');
  // No bytes on the disk, and more than can be read at once.
  await truncate(script, 3 * 1024 ** 3);
  const files = openStaticFolder(folder, 'index.html');
  await assert.rejects(files.read());
  await truncate(script, 0);
  await writeFile(script, 'ready()');
  await utimes(path.join(folder, 'index.html'), 1, 1);
  assert.equal((await files.read())?.get('app.js')?.bytes.toString(), 'ready()');
});

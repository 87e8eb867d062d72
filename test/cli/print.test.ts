import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { it } from 'node:test';
import { runInProcess } from './run-in-process.test.kit.ts';

it('a list of keys says which are disabled, and no name of a key moves the cursor', async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'plantain-print-'));
  const run = (...args: string[]) => runInProcess(['keys', ...args], { PLANTAIN_DATA_DIR: folder });
  try {
    const name = 'fruit\u001b[2J\u202estand';
    assert.equal((await run('create', '--name', name, '--disabled', 'yes')).code, 0);
    assert.equal((await run('create', '--name', 'apple')).code, 0);
    const { output } = await run('list');
    assert.match(output, / disabled +fruit\ufffd\[2J\ufffdstand$/m);
    assert.match(output, / active +apple$/m);
    const [{ name: kept } = { name: '' }] = JSON.parse((await run('list', '--json')).output) as [
      { name: string },
    ];
    assert.ok([name, 'apple'].includes(kept));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { ConfigError, readConfig } from '../config.ts';
import { openSealer } from './open-sealer.ts';

describe('the master key', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'plantain-key-'));
  });
  after(() => rm(folder, { recursive: true }));

  const config = (name: string, env: NodeJS.ProcessEnv = {}) =>
    readConfig({ PLANTAIN_DATA_DIR: path.join(folder, name), ...env });

  it('is made once in the data folder, for the owner alone to read', async () => {
    const first = await openSealer(config('made'));
    const sealed = first.seal('a secret', 'a place');
    const again = await openSealer(config('made'));
    assert.equal(again.open(sealed, 'a place'), 'a secret');
    const file = path.join(folder, 'made', 'master.key');
    assert.equal((await stat(file)).mode & 0o777, 0o600);
    assert.deepEqual(await readdir(path.join(folder, 'made')), ['master.key']);
  });

  it('that is a folder is told as that, and not by a fault', async () => {
    await mkdir(path.join(folder, 'odd', 'master.key'), { recursive: true });
    await assert.rejects(openSealer(config('odd')), (error) => {
      assert.ok(error instanceof ConfigError);
      return /master\.key: cannot be read .*restore it, or set PLANTAIN_MASTER_KEY/.test(error.message);
    });
  });

  it('comes from the environment when it is there, and no file is made', async () => {
    const [old, fresh] = ['o'.repeat(40), 'f'.repeat(40)];
    const sealed = (await openSealer(config('set', { PLANTAIN_MASTER_KEY: old }))).seal('a secret', 'here');
    const both = await openSealer(config('set', { PLANTAIN_MASTER_KEY: `${fresh},${old}` }));
    assert.equal(both.open(sealed, 'here'), 'a secret');
    await assert.rejects(readFile(path.join(folder, 'set', 'master.key')), { code: 'ENOENT' });
  });

  it('is refused by name when it is short, from either place, and never quoted', async () => {
    const isRefusal = (error: unknown) =>
      error instanceof ConfigError && /MASTER_KEY/.test(error.message) && !error.message.includes('canary');
    assert.throws(() => config('short', { PLANTAIN_MASTER_KEY: `${'k'.repeat(40)},canary` }), isRefusal);
    await openSealer(config('cut'));
    await writeFile(path.join(folder, 'cut', 'master.key'), 'canary\n');
    await assert.rejects(openSealer(config('cut')), isRefusal);
  });
});

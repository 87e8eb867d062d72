import assert from 'node:assert/strict';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after, afterEach, before, describe, it } from 'node:test';
import { createLog } from '../lib/log.ts';
import { ServedElsewhere, StoreUnavailable } from '../store/errors.ts';
import type { LockedFile } from '../store/sqlite/lock-file.ts';
import { serveAlone } from './serve-alone.ts';

describe('one gateway alone', () => {
  let folder: string;
  const held: LockedFile[] = [];
  before(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'plantain-alone-'));
  });
  afterEach(() => {
    for (const lock of held.splice(0)) lock.release();
  });
  after(() => rm(folder, { recursive: true, force: true }));

  const serve = async (data: string, database = `${data}/plantain.db`, wait = async () => {}) => {
    const config = {
      databaseUrl: `sqlite:${path.join(folder, database)}`,
      dataFolder: path.join(folder, data),
    };
    const lock = await serveAlone(config, createLog('silent'), wait);
    held.push(lock);
    return lock;
  };

  it('serves a SQLite database, by whatever name it is called', async () => {
    await serve('one');
    await writeFile(path.join(folder, 'one/plantain.db'), '');
    await assert.rejects(serve('one'), ServedElsewhere);
    await assert.rejects(serve('two', 'one/plantain.db'), /one\/plantain\.db/);
    await symlink(path.join(folder, 'one/plantain.db'), path.join(folder, 'other.db'));
    await assert.rejects(serve('two', 'other.db'), ServedElsewhere);
    await serve('two');
  });

  it('has a data folder for itself, whichever database it serves', async () => {
    await serve('shared', 'first.db');
    await assert.rejects(serve('shared', 'second.db'), /another process serves .*shared$/i);
    await serve('elsewhere', 'second.db');
  });

  it('is waited for while it ends, for ten seconds', async () => {
    const first = await serve('ending');
    let waits = 0;
    await serve('ending', undefined, async () => {
      waits += 1;
      if (waits === 3) first.release();
    });
    assert.equal(waits, 3);
    const waiting = serve('ending', undefined, async () => {
      waits += 1;
    });
    await assert.rejects(waiting, ServedElsewhere);
    assert.equal(waits, 3 + 41);
  });

  it('leaves nothing locked that it could not serve', async () => {
    const first = await serve('shared', 'first.db');
    await assert.rejects(serve('shared', 'second.db'), ServedElsewhere);
    first.release();
    await serve('third', 'second.db');
  });

  it('says which folder cannot be locked', async () => {
    await writeFile(path.join(folder, 'a-file'), '');
    await assert.rejects(serve('a-file/data'), (error) => {
      assert.ok(error instanceof StoreUnavailable);
      assert.match(error.message, /^SQLite cannot lock .*a-file/);
      return true;
    });
  });

  it('is no business of PostgreSQL, whose processes share their work', async () => {
    const config = { databaseUrl: 'postgres://host/database', dataFolder: path.join(folder, 'one') };
    for (const _ of [1, 2]) await serveAlone(config, createLog('silent'));
  });
});

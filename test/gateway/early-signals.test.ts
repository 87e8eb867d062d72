import assert from 'node:assert/strict';
import { access, mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { startProcess } from './process.test.kit.ts';

it('a SIGHUP during the start does not end it, and has the configuration read again once it has started', {
  timeout: 120_000,
}, async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'plantain-early-'));
  try {
    // What passes its arguments on as it is replaced by them keeps its id: the one to signal.
    const pidFile = path.join(folder, 'pid');
    const within = ['sh', '-c', `echo $$ > ${pidFile}; exec "$@"`, 'sh'];
    const starting = startProcess({ PLANTAIN_DATA_DIR: folder, PLANTAIN_LOG_LEVEL: 'info' }, within);
    starting.catch(() => {});
    // It is made while the gateway starts, before it listens.
    while (
      await access(path.join(folder, 'master.key')).then(
        () => false,
        () => true,
      )
    )
      await sleep(5);
    process.kill(Number(await readFile(pidFile, 'utf8')), 'SIGHUP');
    const gateway = await starting;
    while (!gateway.output().includes('were read again')) await sleep(20);
    assert.equal(await gateway.end(), 0);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

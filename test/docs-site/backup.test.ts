import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { access, mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { backupExample, postgresBackup, restoreExample } from '../../src/docs-site/pages/backup-blocks.ts';
import { type GatewayProcess, startProcess } from '../gateway/process.test.kit.ts';
import { missingProgram } from '../services/required-program.ts';
import { testEngines } from '../services/test-engines.ts';

const run = promisify(execFile);
const program = fileURLToPath(new URL('../../cli/plantain.js', import.meta.url));

/** A gateway in a folder of its own, and a shell there in which `npx plantain` is this build. */
async function openSite(env: Record<string, string> = {}) {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'plantain-backup-'));
  const bin = path.join(folder, 'bin');
  await mkdir(bin);
  await writeFile(path.join(bin, 'npx'), `#!/bin/sh\nshift\nexec "${process.execPath}" "${program}" "$@"\n`, {
    mode: 0o755,
  });
  const data = path.join(folder, 'data');
  const settings = { PLANTAIN_DATA_DIR: data, PORT: '0', PLANTAIN_LOG_LEVEL: 'error', ...env };
  return {
    folder,
    data,
    start: () => startProcess(settings),
    shell: (commands: string, more: Record<string, string> = {}) =>
      run('sh', ['-ec', commands], {
        cwd: folder,
        env: { ...settings, ...more, PATH: `${bin}:${process.env.PATH}` },
      }),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

const keyOf = (gateway: GatewayProcess) =>
  /export PLANTAIN_KEY=(pt_test_\S+)/.exec(gateway.output())?.[1] as string;

async function draw(gateway: GatewayProcess, key: string): Promise<string> {
  const response = await fetch(`${gateway.url}/v1/images/generations`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'nano-banana-2', prompt: 'a plantain' }),
  });
  const { data } = (await response.json()) as { data: { url: string }[] };
  return new URL(data[0]?.url ?? '').pathname;
}

/** Keys, pictures and sealed secrets of the backup are there again; what came after it is not. */
async function expectRestored(gateway: GatewayProcess, key: string, before: string, after: string) {
  assert.equal((await fetch(gateway.url + before)).status, 200);
  assert.equal((await fetch(gateway.url + after)).status, 404);
  assert.match(await draw(gateway, key), /^\//, 'the key works');
}

describe('the documented backup', () => {
  const skip = missingProgram('sqlite3');
  it('of SQLite, made while the gateway runs, brings back all there was', {
    skip,
    timeout: 120_000,
  }, async () => {
    const site = await openSite();
    try {
      const first = await site.start();
      const key = keyOf(first);
      await site.shell('npx plantain channels add relay --credential-env SECRET', {
        SECRET: 'canary-relay-key',
      });
      const before = await draw(first, key);
      const wal = await stat(path.join(site.data, 'plantain.db-wal'));
      assert.ok(wal.size > 0, 'a copy of the database file alone would lack it');
      await site.shell(backupExample);
      const after = await draw(first, key);
      await first.end();
      const { stdout } = await site.shell(
        restoreExample.replace(
          'npx plantain doctor',
          'npx plantain channels disable relay; npx plantain doctor',
        ),
      );
      assert.match(stdout, /ok +secrets: the master key opens every sealed secret/);
      const again = await site.start();
      await expectRestored(again, key, before, after);
      await again.end();
      assert.ok((await readdir(site.folder)).includes('data.before'));
    } finally {
      await site.remove();
    }
  });

  const postgres = testEngines().find(({ name }) => name === 'PostgreSQL');
  const without = postgres ? missingProgram('pg_dump', 'pg_restore') : 'needs PostgreSQL (DATABASE_URL)';
  it('of PostgreSQL brings back all there was', { skip: without, timeout: 120_000 }, async () => {
    const database = await (postgres as NonNullable<typeof postgres>).create();
    const site = await openSite({ DATABASE_URL: database.url });
    try {
      const [dump = '', restore = ''] = postgresBackup.split('\n');
      const first = await site.start();
      const key = keyOf(first);
      const before = await draw(first, key);
      await site.shell(dump);
      await access(path.join(site.folder, 'plantain.dump'));
      const after = await draw(first, key);
      await first.end();
      await site.shell(restore);
      const again = await site.start();
      await expectRestored(again, key, before, after);
      await again.end();
    } finally {
      await site.remove();
      await database.remove();
    }
  });
});

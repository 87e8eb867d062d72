import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import pg from 'pg';
import { openBank } from '../../../test/services/bank/open-bank.ts';
import { addEntries, listEntries, openAccount } from '../../../test/services/bank/units.ts';
import { repositoryRoot } from '../../../test/services/repository-root.ts';
import { testEngines } from '../../../test/services/test-engines.ts';

const postgresHere = testEngines().some((engine) => engine.name === 'PostgreSQL');

/** A server of its own, because others use the shared one at the same time. */
async function startServer(): Promise<{ url: string; child: ChildProcess }> {
  const script = path.join(repositoryRoot(), 'test', 'services', 'postgres.mjs');
  const child = spawn(process.execPath, [script, '--own'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  return { url: line.slice('DATABASE_URL='.length), child };
}

if (postgresHere) {
  test('a server that crashes in a burst of writes loses none that was acknowledged and stops none', async (context) => {
    const { url, child } = await startServer();
    const store = await openBank(url, { postgres: { reconnectMs: 20_000 } });
    context.after(async () => {
      await store.close();
      child.kill('SIGTERM');
      await once(child, 'close');
    });
    await store.write(openAccount, { id: 'books', balanceMicros: 0 });
    let slot = 0;
    const lane = async () => {
      while (slot < 3_000) {
        slot += 1;
        const id = `crash-${slot}`;
        await store.write(addEntries, [{ id, accountId: 'books', slot, amountMicros: 1 }]);
        if (slot % 1_000 === 0) await killOneServerProcess(url);
      }
    };
    await Promise.all(Array.from({ length: 16 }, lane));
    assert.ok(store.stats().retries > 0, 'the crashes were noticed');
    assert.equal((await store.read(listEntries, 'crash-')).length, slot);
  });
}

/** After the death of one of its processes PostgreSQL ends all connections and recovers as after a crash. */
async function killOneServerProcess(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => {});
  try {
    await client.connect();
    const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
    process.kill(rows[0]!.pid, 'SIGKILL');
  } catch {
    // Still recovering from the last one.
  } finally {
    await client.end().catch(() => {});
  }
}

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { quickAddJob } from 'graphile-worker';
import { taskJob } from '../../src/records/enqueue-job.ts';
import { prepareGraphile, startGraphileQueue } from '../../src/tasks/graphile-queue.ts';
import { type FaultProxy, openFaultProxy } from '../services/fault-proxy.ts';
import { testEngines } from '../services/test-engines.ts';

const engine = testEngines().find(({ name }) => name === 'PostgreSQL');
const log = { error() {} };
/** What a client of PostgreSQL takes its leave with. */
const terminate = 'X\0\0\0\u0004';

async function through(databaseUrl: string): Promise<{ proxy: FaultProxy; databaseUrl: string }> {
  const address = new URL(databaseUrl);
  const proxy = await openFaultProxy(address.hostname, Number(address.port || 5432));
  address.hostname = '127.0.0.1';
  address.port = String(proxy.port);
  return { proxy, databaseUrl: address.href };
}

describe('the queue of a cluster, whose database goes away', {
  skip: engine ? false : 'no PostgreSQL',
}, () => {
  for (const [when, fails] of [
    ['while a task is begun', false],
    ['so that a task cannot be begun', true],
  ] as const) {
    it(`${when}: goes on when it is back, and can be stopped while it is away`, async () => {
      const database = await engine!.create();
      const { proxy, databaseUrl } = await through(database.url);
      await prepareGraphile({ databaseUrl: database.url, log });
      const add = (id: string) => quickAddJob({ connectionString: database.url }, taskJob, { id });
      const begun = new Map<string, () => void>();
      const handled = new Set<string>();
      const whenBegun = (id: string) => new Promise<void>((resolve) => begun.set(id, resolve));
      const queue = await startGraphileQueue(
        async (id) => {
          if (id === undefined) return false;
          handled.add(id);
          if (id.startsWith('last')) proxy.refuse();
          begun.get(id)?.();
          if (fails && id.startsWith('last')) throw new Error('the store is away');
          return true;
        },
        { databaseUrl, log },
      );
      for (const round of [1, 2]) {
        const last = whenBegun(`last-${round}`);
        await add(`last-${round}`);
        await last;
        await add(`next-${round}`);
        const next = whenBegun(`next-${round}`);
        proxy.heal();
        await next;
      }
      const gone = whenBegun('last-3');
      await add('last-3');
      await gone;
      await queue.stop();
      await proxy.close();
      await database.remove();
      assert.deepEqual([...handled].sort(), ['last-1', 'last-2', 'last-3', 'next-1', 'next-2']);
    });
  }

  it('and ends connections that are being closed already: the process goes on', async () => {
    const database = await engine!.create();
    const { proxy, databaseUrl } = await through(database.url);
    await prepareGraphile({ databaseUrl: database.url, log });
    const queue = await startGraphileQueue(async () => false, { databaseUrl, log });
    proxy.holdBack(terminate);
    await queue.stop();
    while (proxy.cuts() === 0) await sleep(5);
    // What nobody listens for then fails this file.
    await database.remove();
    await proxy.close();
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { quickAddJob } from 'graphile-worker';
import { taskJob } from '../../src/records/enqueue-job.ts';
import { prepareGraphile, startGraphileQueue } from '../../src/tasks/graphile-queue.ts';
import { openFaultProxy } from '../services/fault-proxy.ts';
import { testEngines } from '../services/test-engines.ts';

const engine = testEngines().find(({ name }) => name === 'PostgreSQL');
const log = { error() {} };

describe('the queue of a cluster, whose database goes away', {
  skip: engine ? false : 'no PostgreSQL',
}, () => {
  for (const [when, fails] of [
    ['while a task is begun', false],
    ['so that a task cannot be begun', true],
  ] as const) {
    it(`${when}: goes on when it is back, and can be stopped while it is away`, async () => {
      const database = await engine!.create();
      const address = new URL(database.url);
      const proxy = await openFaultProxy(address.hostname, Number(address.port || 5432));
      address.hostname = '127.0.0.1';
      address.port = String(proxy.port);
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
        { databaseUrl: address.href, log },
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
});

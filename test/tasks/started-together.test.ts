import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createLog } from '../../src/lib/log.ts';
import { openStore } from '../../src/store/open-store.ts';
import { prepareQueue } from '../../src/tasks/start-queue.ts';
import { testEngines } from '../services/test-engines.ts';

for (const engine of testEngines()) {
  describe(`processes that start together on a new database, ${engine.name}`, {
    skip: engine.name === 'SQLite' ? 'one process has it' : false,
  }, () => {
    it('make its tables and those of the queue without meeting halves of each other', async () => {
      for (let round = 0; round < 5; round += 1) {
        const database = await engine.create();
        const start = async (index: number) => {
          // Some are at the schema while others are at the queue.
          for (let waited = 0; waited < index; waited += 1) await new Promise(setImmediate);
          const store = await openStore({ url: database.url });
          await prepareQueue({ databaseUrl: database.url, role: 'api' }, store.engine, createLog('silent'));
          await store.close();
        };
        const started = await Promise.allSettled(Array.from({ length: 8 }, (_, index) => start(index)));
        assert.deepEqual(
          started.flatMap((one) => (one.status === 'rejected' ? [one.reason] : [])),
          [],
        );
        await database.remove();
      }
    });
  });
}

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { claimTasks } from '../../src/records/claim-tasks.ts';
import { leaseMs, longestRunMs } from '../../src/records/leases.ts';
import { readGeneration } from '../../src/records/read-generation.ts';
import { recover } from '../../src/upkeep.ts';
import { findBookErrors, readBalance } from '../money/books.test.kit.ts';
import { testEngines } from '../services/test-engines.ts';
import { type Ground, type House, openGround } from './houses.test.kit.ts';

const deadlineMs = 15 * 60_000;

for (const engine of testEngines()) {
  describe(`a task that does not come to go upstream, on ${engine.name}`, () => {
    let ground: Ground;
    let house: House;
    /** Takes requests and answers none. */
    const silent = createServer(() => undefined);
    before(async () => {
      await once(silent.listen(0, '127.0.0.1'), 'listening');
      ground = await openGround(engine);
      house = await ground.build();
    });
    after(async () => {
      silent.closeAllConnections();
      silent.close();
      await ground.close();
    });

    const accept = async (references: { kind: 'url'; url: string }[] = []) => {
      const request = await ground.request({ references });
      const { id } = await house.pipeline.accept(request);
      const { accountId, mode } = request.caller;
      return {
        id,
        read: () => house.store.read(readGeneration, { id, accountId, mode }),
        spent: async () => 10_000_000 - (await house.store.read(readBalance, { accountId })),
      };
    };
    const slowPhoto = () => {
      const { port } = silent.address() as AddressInfo;
      return { kind: 'url' as const, url: `http://127.0.0.1:${port}/photo.png` };
    };
    /** A process takes it and dies. */
    const beginAndDie = async (id: string) => {
      const claim = { owner: 'dies', nowMs: ground.nowMs, limit: 1, id };
      const { length } = await house.store.write(claimTasks, claim);
      ground.nowMs += leaseMs + 1;
      await recover(house.upkeep);
      return length === 1;
    };

    for (const [when, leftMs] of [
      ['ends while they are fetched', 400],
      ['had ended before it was begun', -6 * 60_000],
    ] as const) {
      it(`fails for its time and gives its place back, where that ${when}`, async () => {
        const { id, read, spent } = await accept([slowPhoto()]);
        ground.nowMs += deadlineMs - leftMs;
        assert.equal(await house.runner.begin(id), true);
        await house.runner.idle();
        const record = await read();
        assert.deepEqual([record?.state, record?.failure?.code], ['failed', 'deadline_exceeded']);
        assert.deepEqual([await spent(), house.runner.running()], [0, 0]);
      });
    }

    it('waits for a place to fetch in no longer than its time, either', async () => {
      const begun = [];
      for (let index = 0; index < 3; index += 1) {
        begun.push(await accept(Array.from({ length: 14 }, (_, at) => at).map(() => slowPhoto())));
      }
      ground.nowMs += deadlineMs - 400;
      for (const { id } of begun) await house.runner.begin(id);
      await house.runner.idle();
      for (const { read } of begun) assert.equal((await read())?.failure?.code, 'deadline_exceeded');
    });

    it('is begun three times, however early each process ended', async () => {
      const { id, read, spent } = await accept();
      for (let run = 1; run <= 3; run += 1) {
        assert.equal((await read())?.state, 'queued');
        assert.equal(await beginAndDie(id), true);
      }
      assert.equal((await read())?.failure?.code, 'interrupted');
      assert.equal(await spent(), 0);
    });

    it('is not queued again when no lease of it would be renewed', async () => {
      const { id, read, spent } = await accept();
      ground.nowMs += longestRunMs;
      await beginAndDie(id);
      assert.equal((await read())?.failure?.code, 'interrupted');
      assert.equal(await spent(), 0);
      assert.deepEqual(await house.store.read(findBookErrors, undefined), []);
    });
  });
}

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { readAccount } from '../../src/admission/account-state.ts';
import { ArchiveUnavailable } from '../../src/archive/stores/errors.ts';
import { requestId } from '../../src/lib/ids.ts';
import { claimTasks } from '../../src/records/claim-tasks.ts';
import { leaseMs } from '../../src/records/leases.ts';
import { readGeneration } from '../../src/records/read-generation.ts';
import { StoreUnavailable } from '../../src/store/errors.ts';
import { recover } from '../../src/upkeep.ts';
import { findBookErrors, readBalance } from '../money/books.test.kit.ts';
import { testEngines } from '../services/test-engines.ts';
import { type Ground, type House, openGround } from './houses.test.kit.ts';

const count = 25;

/** Ids that log lines tell were ended or queued again. */
const toldIn = (logText: string): string[] =>
  logText
    .split('\n')
    .filter((line) => /abandoned (generations were ended|tasks are queued again)/.test(line))
    .flatMap((line) => (JSON.parse(line) as { generations: string[] }).generations);
const isOf = (given: readonly { readonly ids: readonly string[] }[], id: string) =>
  given.some(({ ids }) => ids.includes(id));

for (const engine of testEngines()) {
  describe(`a look for what a dead process left, on ${engine.name}`, () => {
    let ground: Ground;
    let house: House;
    before(async () => {
      ground = await openGround(engine);
      house = await ground.build();
    });
    after(() => ground.close());

    /** Requests of a process that dies, with the key of an image each that may be in the archive. */
    const abandon = async () => {
      const abandoned = [];
      for (let at = 0; at < count; at += 1) {
        const request = await ground.request({ kind: 'sync-image' });
        abandoned.push({ id: (await house.pipeline.accept(request)).id, ...request.caller });
      }
      ground.nowMs += leaseMs + 1;
      return abandoned;
    };
    /** The same by one account. */
    const abandonOf = async (many: number, kind: 'sync-image' | 'async-image' = 'sync-image') => {
      const request = await ground.request({ kind });
      const { accountId } = request.caller;
      const ids: string[] = [];
      for (let at = 0; at < many; at += 1) {
        const { id } = await house.pipeline.accept({ ...request, id: requestId(ground.nowMs) });
        if (kind === 'async-image') {
          await house.store.write(claimTasks, { owner: 'dead', nowMs: ground.nowMs, limit: 1, id });
        }
        ids.push(id);
      }
      ground.nowMs += leaseMs + 1;
      const balance = () => house.store.read(readBalance, { accountId });
      const heldNow = async () =>
        (await house.store.read(readAccount, { id: accountId })).balances.live.heldMicros;
      return { ids, accountId, kind, balance, heldNow };
    };
    const stateOf = async (key: { id: string; accountId: string; mode: 'live' | 'test' }) =>
      (await house.store.read(readGeneration, key))?.state;

    it('waits for no image of theirs to be removed, ten of which are at once', async () => {
      const abandoned = await abandon();
      const asked = new Set<string>();
      let release = () => {};
      const held = new Promise<void>((done) => {
        release = done;
      });
      house.faults.remove = async (key) => {
        asked.add(key.replace(/.*\/([^/-]+)-.*/, '$1'));
        await held;
        return undefined;
      };
      const { cleared } = await recover(house.upkeep);
      for (const each of abandoned) assert.equal(await stateOf(each), 'failed');
      assert.equal(asked.size, 10);
      release();
      await cleared;
      assert.deepEqual([...asked].sort(), abandoned.map(({ id }) => id).sort());
      delete house.faults.remove;
    });

    it('ends many of one account some at a time, so that the account can be used in between', async () => {
      const { ids, accountId, heldNow } = await abandonOf(120);
      let transactions = 0;
      house.faults.written = (unit) => {
        if (unit !== 'fail-abandoned') return undefined;
        transactions += 1;
        return undefined;
      };
      await recover(house.upkeep);
      delete house.faults.written;
      assert.equal(transactions, 3);
      for (const id of ids) assert.equal(await stateOf({ id, accountId, mode: 'live' }), 'failed');
      assert.equal(await heldNow(), 0);
      assert.deepEqual(await house.store.read(findBookErrors, undefined), []);
    });

    it('ends or queues each once where other processes look at the same time', async () => {
      const others = [house, await ground.build(), await ground.build()];
      const given = [
        await abandonOf(70),
        await abandonOf(70, 'async-image'),
        await abandonOf(3),
        await abandonOf(3, 'async-image'),
      ];
      await Promise.all(others.map(({ upkeep }) => recover(upkeep)));
      // Where one has a row at the moment, the others go past it.
      await recover(house.upkeep);
      const told = others.flatMap(({ logText }) => toldIn(logText())).filter((id) => isOf(given, id));
      assert.deepEqual(told.sort(), given.flatMap(({ ids }) => ids).sort());
      for (const { ids, accountId, kind, balance, heldNow } of given) {
        const state = kind === 'async-image' ? 'queued' : 'failed';
        for (const id of ids) assert.equal(await stateOf({ id, accountId, mode: 'live' }), state);
        const held = kind === 'async-image' ? ids.length * 67_000 : 0;
        assert.deepEqual([await balance(), await heldNow()], [10_000_000 - held, held]);
      }
      assert.deepEqual(await house.store.read(findBookErrors, undefined), []);
    });

    it('goes on where it was cut off, and still clears what it had ended', async () => {
      const { ids, accountId, balance } = await abandonOf(60);
      const cleared = new Set<string>();
      house.faults.remove = (key) => {
        cleared.add(key.replace(/.*\/([^/-]+)-.*/, '$1'));
        return undefined;
      };
      let transactions = 0;
      house.faults.write = (unit) => {
        if (unit !== 'fail-abandoned') return undefined;
        transactions += 1;
        return transactions === 2 ? new StoreUnavailable('away') : undefined;
      };
      await assert.rejects(recover(house.upkeep), StoreUnavailable);
      delete house.faults.write;
      const states = [];
      for (const id of ids) states.push(await stateOf({ id, accountId, mode: 'live' }));
      assert.equal(states.filter((state) => state === 'failed').length, 50);
      await (await recover(house.upkeep)).cleared;
      for (const id of ids) assert.equal(await stateOf({ id, accountId, mode: 'live' }), 'failed');
      assert.equal(await balance(), 10_000_000);
      for (const endMs = Date.now() + 20_000; cleared.size < 60; await sleep(10)) {
        assert.ok(Date.now() < endMs, `${cleared.size} of 60`);
      }
      delete house.faults.remove;
    });

    it('leaves the images to the end of the retention when the archive is away', async () => {
      await abandon();
      let asked = 0;
      house.faults.remove = (key) => {
        asked += 1;
        return new ArchiveUnavailable(`delete ${key}`, new Error('away'));
      };
      await (await recover(house.upkeep)).cleared;
      assert.equal(asked, 10 * 3, 'the formats of the first image of ten');
      assert.match(house.logText(), /were not all deleted/);
      delete house.faults.remove;
    });
  });
}

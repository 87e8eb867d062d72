import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { ArchiveUnavailable } from '../../src/archive/stores/errors.ts';
import { leaseMs } from '../../src/records/leases.ts';
import { readGeneration } from '../../src/records/read-generation.ts';
import { recover } from '../../src/upkeep.ts';
import { testEngines } from '../services/test-engines.ts';
import { type Ground, type House, openGround } from './houses.test.kit.ts';

const count = 25;

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

import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';
import { artifactKey } from '../../src/archive/artifact-key.ts';
import { deleteOrphans } from '../../src/archive/delete-orphans.ts';
import { deleteRows } from '../../src/archive/delete-rows.ts';
import { mostImagesOfAnswer } from '../../src/archive/intake.ts';
import { ArchiveUnavailable } from '../../src/archive/stores/errors.ts';
import { longestRunMs } from '../../src/records/leases.ts';
import { StoreUnavailable } from '../../src/store/errors.ts';
import { testEngines } from '../services/test-engines.ts';
import { type Ground, type House, openGround } from './houses.test.kit.ts';

const refused = (key: string) => new ArchiveUnavailable(`use ${key}`, new Error('503 Slow Down'));
/** That archive is well: it takes what it is tried with. */
const refusedImage = (key: string) => (key.startsWith('probes/') ? undefined : refused(key));
const hourMs = 3_600_000;

for (const engine of testEngines()) {
  describe(`an image that no row tells of, on ${engine.name}`, () => {
    let ground: Ground;
    let house: House;
    before(async () => {
      ground = await openGround(engine);
      house = await ground.build();
    });
    beforeEach(() => {
      for (const name of ['write', 'keep', 'kept', 'remove', 'written'] as const) delete house.faults[name];
    });
    after(() => ground.close());

    const accept = async () => {
      const request = await ground.request({ kind: 'sync-image' });
      return house.pipeline.accept(request);
    };
    const imagesOf = async (id: string): Promise<string[]> => {
      const keys = [];
      for await (const { key } of house.files.list('')) if (key.includes(id)) keys.push(key);
      return keys;
    };
    /** The end of the retention of what has ended by now. */
    const endRetention = async () => {
      const { retentionMs } = house.upkeep;
      ground.nowMs += retentionMs + hourMs + 1;
      await deleteRows(house.upkeep, ground.nowMs);
    };

    it('is deleted at once when the archive took it and said that it had not', async () => {
      const { id, ...ticket } = await accept();
      house.faults.kept = refusedImage;
      await assert.rejects(house.pipeline.perform({ id, ...ticket }), { code: 'archive_unavailable' });
      assert.deepEqual(await imagesOf(id), []);
    });

    it('is deleted at the end of the retention when it could not be deleted at once', async () => {
      const { id, ...ticket } = await accept();
      house.faults.kept = refusedImage;
      house.faults.remove = refused;
      await assert.rejects(house.pipeline.perform({ id, ...ticket }), { code: 'archive_unavailable' });
      assert.equal((await imagesOf(id)).length, 1);
      delete house.faults.remove;
      await endRetention();
      assert.deepEqual(await imagesOf(id), []);
    });

    it('does not change what a generation ended with, and goes with its row', async () => {
      const { id, ...ticket } = await accept();
      house.faults.remove = refused;
      house.faults.write = (unit) => {
        if (unit !== 'settle') return undefined;
        delete house.faults.write;
        ground.nowMs += longestRunMs;
        return new StoreUnavailable('away for too long');
      };
      await assert.rejects(house.pipeline.perform({ id, ...ticket }), { code: 'interrupted' });
      assert.match(house.logText(), /images that belong to nobody were not all deleted/);
      assert.equal((await imagesOf(id)).length, 1);
      delete house.faults.remove;
      await endRetention();
      assert.deepEqual(await imagesOf(id), []);
    });

    it('is found whatever its number, where several calls may each have yielded several', async () => {
      const id = (await ground.request()).id;
      const generation = { id, kind: 'async-image', count: 4, createdAtMs: ground.nowMs } as const;
      // All that the third call may have yielded.
      const numbers = Array.from({ length: mostImagesOfAnswer }, (_, index) => 3 + index * 4);
      const keep = async () => {
        for (const number of numbers) {
          const key = artifactKey({ generationId: id, number, mediaType: 'image/webp', ...generation });
          const spool = path.join(house.files.spoolFolder, `${id}.spool`);
          await writeFile(spool, 'a picture');
          await house.files.keep(spool, key, { mediaType: 'image/webp', sizeBytes: 9 });
        }
      };
      await keep();
      await deleteOrphans(house.files, generation);
      assert.deepEqual(await imagesOf(id), []);
      await keep();
      let left = 40;
      house.faults.remove = () => (left-- > 0 ? undefined : refused('it'));
      await assert.rejects(deleteOrphans(house.files, generation));
      delete house.faults.remove;
      assert.notDeepEqual(await imagesOf(id), []);
      await deleteOrphans(house.files, generation);
      assert.deepEqual(await imagesOf(id), [], 'repeated after a failure');
    });
  });
}

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Failure } from '../../src/generation/failure.ts';
import { longestRunMs } from '../../src/records/leases.ts';
import { readGeneration } from '../../src/records/read-generation.ts';
import { StoreUnavailable, UnstorableValue } from '../../src/store/errors.ts';
import { type PhotoServer, startPhotoServer } from '../gateway/photo-server.test.kit.ts';
import { findBookErrors, readBalance } from '../money/books.test.kit.ts';
import { testEngines } from '../services/test-engines.ts';
import { type Ground, type House, openGround } from './houses.test.kit.ts';

for (const engine of testEngines()) {
  describe(`a store that is away while a generation is made, ${engine.name}`, () => {
    let ground: Ground;
    let house: House;
    let photos: PhotoServer;
    before(async () => {
      photos = await startPhotoServer();
      ground = await openGround(engine);
      house = await ground.build();
    });
    after(async () => {
      await ground.close();
      await photos.close();
    });

    const accept = async (prompt = 'a plantain') => {
      const request = await ground.request({ kind: 'sync-image', prompt });
      const ticket = await house.pipeline.accept(request);
      const { accountId, mode } = request.caller;
      return {
        perform: () => house.pipeline.perform(ticket),
        read: () => house.store.read(readGeneration, { id: ticket.id, accountId, mode }),
        spent: async () => 10_000_000 - (await house.store.read(readBalance, { accountId })),
      };
    };
    /** The next settlement fails before it is written. */
    const awayOnce = (onFailure = () => {}) => {
      house.faults.write = (unit) => {
        if (unit !== 'settle') return undefined;
        delete house.faults.write;
        onFailure();
        return new StoreUnavailable('away');
      };
    };

    it('costs no picture: the settlement is repeated until the store is back', async () => {
      const { perform, read, spent } = await accept();
      awayOnce();
      const outcome = await perform();
      const record = await read();
      assert.equal(record?.state, 'succeeded');
      assert.equal(await spent(), outcome.chargedMicros);
      const [image] = record.outputs;
      assert.equal((await house.files.head(image?.key as string))?.sizeBytes, image?.sizeBytes);
      assert.match(house.logText(), /a settlement waits for the store/);
    });

    it('costs no task before it went upstream, nor while its references come', async () => {
      const url = `${photos.url}/photo.png`;
      const references = [{ kind: 'url' as const, url }];
      const request = await ground.request({ references });
      const ticket = await house.pipeline.accept(request);
      const { accountId, mode } = request.caller;
      const away: string[] = [];
      house.faults.write = (unit) => {
        if (!['note-references', 'dispatch-task'].includes(unit) || away.length > 5) return undefined;
        away.push(unit);
        return new StoreUnavailable('away');
      };
      await house.runner.begin(ticket.id);
      await house.runner.idle();
      const record = await house.store.read(readGeneration, { id: ticket.id, accountId, mode });
      assert.deepEqual([record?.state, record?.failure ?? null], ['succeeded', null]);
      assert.equal(away.length, 6);
      delete house.faults.write;
    });

    it('does not hide the failure a generation ended with', async () => {
      const { perform, read, spent } = await accept('x #emulate(block, reason=IMAGE_SAFETY)');
      awayOnce();
      await assert.rejects(perform(), { code: 'content_blocked' });
      assert.equal((await read())?.failure?.code, 'content_blocked');
      assert.equal(await spent(), 0);
    });

    it('does not make an interruption of a settlement whose commit nobody could ask about', async () => {
      const { perform, read } = await accept();
      house.faults.written = (unit) => {
        if (unit !== 'settle') return undefined;
        delete house.faults.written;
        return new StoreUnavailable('lost while it committed', { outcome: 'unknown' });
      };
      const outcome = await perform();
      assert.equal((await read())?.state, 'succeeded');
      assert.equal((await house.files.head(outcome.artifacts[0]?.key as string)) === undefined, false);
    });

    it('ends it as interrupted, at no cost, when the lease cannot be ours any more', async () => {
      const { perform, read, spent } = await accept();
      awayOnce(() => {
        ground.nowMs += longestRunMs;
      });
      await assert.rejects(perform(), { code: 'interrupted' });
      assert.equal((await read())?.failure?.code, 'interrupted');
      assert.equal(await spent(), 0);
    });

    it('ends a failure that cannot be written as an internal one, and gives the hold back', async () => {
      const { perform, read, spent } = await accept('x #emulate(block, reason=IMAGE_SAFETY)');
      house.faults.write = (unit) => {
        if (unit !== 'settle') return undefined;
        delete house.faults.write;
        return new UnstorableValue('a number beyond 2^53');
      };
      await assert.rejects(perform(), { code: 'content_blocked' });
      const record = await read();
      assert.deepEqual([record?.state, record?.failure?.code], ['failed', 'internal']);
      assert.equal(await spent(), 0);
      assert.match(house.logText(), /how a generation failed could not be written/);
    });

    it('takes nothing, says so, and has clients come back', async () => {
      const request = await ground.request();
      for (const outcome of ['not-applied', 'unknown'] as const) {
        house.faults.write = () => new StoreUnavailable('away', { outcome });
        const told = await house.pipeline.accept(request).catch((error: Error) => error);
        delete house.faults.write;
        // Whether it was accepted after all nobody knows.
        if (outcome === 'unknown') assert.ok(told instanceof StoreUnavailable);
        else {
          assert.ok(told instanceof Failure);
          assert.deepEqual([told.code, told.retryAfterMs], ['overloaded', 5_000]);
          assert.match(told.message, /Nothing was accepted/);
        }
      }
    });

    it('does not say that nothing was accepted where it was, and the look for it fails', async () => {
      const claim = { key: 'in doubt', bodyHash: 'x' };
      const request = { ...(await ground.request()), claim };
      house.faults.written = () => {
        delete house.faults.written;
        house.faults.read = () => new StoreUnavailable('away');
        return new StoreUnavailable('lost while it committed', { outcome: 'unknown' });
      };
      const told = await house.pipeline.accept(request).catch((error: Error) => error);
      delete house.faults.read;
      assert.ok(told instanceof StoreUnavailable, String(told));
      assert.equal(told.outcome, 'unknown');
      await assert.rejects(house.pipeline.accept({ ...request, id: `${request.id}2` }), {
        name: 'AlreadyAccepted',
      });
    });

    it('leaves the books right', async () => {
      assert.deepEqual(await house.store.read(findBookErrors, undefined), []);
    });
  });
}

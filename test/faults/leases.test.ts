import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { handBackLeases, heartbeatMs, leaseMs, longestRunMs } from '../../src/records/leases.ts';
import { readGeneration } from '../../src/records/read-generation.ts';
import { recover } from '../../src/upkeep.ts';
import { readBalance } from '../money/books.test.kit.ts';
import { testEngines } from '../services/test-engines.ts';
import { type HeldUpstream, startHeldUpstream } from '../tasks/held-upstream.test.kit.ts';
import { type Ground, type House, openGround } from './houses.test.kit.ts';

for (const engine of testEngines()) {
  describe(`a process that was paused for longer than its leases, on ${engine.name}`, () => {
    let ground: Ground;
    let slow: HeldUpstream;
    let paused: House;
    let other: House;
    before(async () => {
      ground = await openGround(engine);
      slow = await startHeldUpstream();
      paused = await ground.build(slow.url);
      other = await ground.build();
    });
    after(async () => {
      await slow.close();
      await ground.close();
    });

    const begin = async (kind: 'async-image' | 'sync-image') => {
      const request = await ground.request({ kind });
      const ticket = await paused.pipeline.accept(request);
      const { accountId, mode } = request.caller;
      const read = () => other.store.read(readGeneration, { id: ticket.id, accountId, mode });
      const performed =
        kind === 'sync-image' ? paused.pipeline.perform(ticket) : paused.runner.begin(ticket.id);
      performed.catch(() => undefined);
      await slow.until(1);
      return { ticket, read, performed };
    };
    const pause = () => {
      ground.nowMs += leaseMs + 1;
    };

    it('leaves the picture alone that somebody else made and charged meanwhile', async () => {
      const { ticket, read } = await begin('async-image');
      pause();
      await recover(other.upkeep);
      await other.runner.begin(ticket.id);
      await other.runner.idle();
      const settled = await read();
      assert.equal(settled?.state, 'succeeded');
      const [image] = settled.outputs;

      slow.releaseOne();
      await paused.runner.idle();
      assert.deepEqual(await read(), settled);
      const kept = await other.files.head(image?.key as string);
      assert.equal(kept?.sizeBytes, image?.sizeBytes);
      const names = [];
      for await (const { key } of other.files.list('')) if (key.includes(ticket.id)) names.push(key);
      assert.deepEqual(names, [image?.key]);
    });

    it('keeps no picture of a request that was ended meanwhile', async () => {
      const { ticket, read, performed } = await begin('sync-image');
      pause();
      await recover(other.upkeep);
      assert.equal((await read())?.failure?.code, 'interrupted');
      slow.releaseOne();
      await assert.rejects(performed);
      for await (const { key } of other.files.list('')) assert.ok(!key.includes(ticket.id), key);
    });

    it('goes on with what nobody took, however late it looks for leases that ran out', async () => {
      const { read, performed } = await begin('sync-image');
      pause();
      await recover(paused.upkeep);
      assert.equal((await read())?.state, 'running');
      slow.releaseOne();
      await performed;
      assert.equal((await read())?.state, 'succeeded');
    });

    it('renews the lease of what it performs and no other, so that what nobody performs ends', async () => {
      const forgotten = await ground.request({ kind: 'sync-image' });
      const { id } = await paused.pipeline.accept(forgotten);
      const { read, performed } = await begin('sync-image');
      ground.nowMs += leaseMs - 1;
      await paused.leases.renew();
      ground.nowMs += 2;
      await recover(other.upkeep);
      const { accountId, mode } = forgotten.caller;
      const record = await other.store.read(readGeneration, { id, accountId, mode });
      assert.equal(record?.failure?.code, 'interrupted');
      assert.equal((await read())?.state, 'running');
      slow.releaseOne();
      await performed;
    });

    it('goes on with what it performs where the clock is set forward by more than a generation may take, or back', async () => {
      for (const stepMs of [longestRunMs + 60_000, -3_600_000]) {
        const { read, performed } = await begin('sync-image');
        ground.steppedMs += stepMs;
        for (let beats = 0; beats < 10; beats += 1) {
          await recover(paused.upkeep);
          ground.nowMs += heartbeatMs;
          await paused.leases.renew();
          await recover(other.upkeep);
          assert.equal((await read())?.state, 'running');
        }
        slow.releaseOne();
        await performed;
        assert.equal((await read())?.state, 'succeeded');
        ground.steppedMs = 0;
      }
    });

    it('keeps its lease beside a process whose clock is ahead by more than a lease', async () => {
      const ahead = await ground.build(undefined, leaseMs + 1_000);
      const { read, performed } = await begin('sync-image');
      await recover(ahead.upkeep);
      assert.equal((await read())?.state, 'running');
      slow.releaseOne();
      await performed;
      assert.equal((await read())?.state, 'succeeded');
      // And what dies is found in its time, whoever accepted it.
      const request = await ground.request({ kind: 'sync-image' });
      const { id } = await ahead.pipeline.accept(request);
      const { accountId, mode } = request.caller;
      pause();
      await recover(other.upkeep);
      const record = await other.store.read(readGeneration, { id, accountId, mode });
      assert.equal(record?.failure?.code, 'interrupted');
    });

    it('asks whether it is its own still where a clock was set back, or went on while the machine stood', async () => {
      for (const stepMs of [-3_600_000, leaseMs]) {
        const { ticket, performed } = await begin('async-image');
        const { id } = ticket;
        const fence = ticket.fence + 1;
        await paused.leases.confirm({ ...ticket, fence });
        ground.steppedMs += stepMs;
        await other.store.write(handBackLeases, { owner: paused.upkeep.owner, nowMs: ground.nowMs });
        await recover(other.upkeep);
        await assert.rejects(paused.leases.confirm({ ...ticket, fence }), { code: 'interrupted' }, id);
        ground.steppedMs = 0;
        slow.releaseOne();
        await paused.runner.idle();
        await performed;
        await other.runner.begin(id);
        await other.runner.idle();
      }
    });

    it('writes no lease that is over already, when its machine was suspended for longer than one', async () => {
      for (const kind of ['async-image', 'sync-image'] as const) {
        paused.machine.lostMs = 2 * leaseMs;
        const { read, performed } = await begin(kind);
        await recover(other.upkeep);
        assert.equal((await read())?.state, 'running', kind);
        slow.releaseOne();
        await performed;
        await paused.runner.idle();
        assert.equal((await read())?.state, 'succeeded', kind);
      }
    });

    it('renews it for as long as a generation may take and no longer: then it ends, and its hold is given back', async () => {
      const { ticket, read, performed } = await begin('sync-image');
      const { accountId } = ticket.caller;
      const balance = () => other.store.read(readBalance, { accountId });
      const heldMicros = 10_000_000 - (await balance());
      assert.equal(heldMicros, ticket.heldMicros);
      const lastMs = ticket.createdAtMs + longestRunMs - 1;
      while (ground.nowMs < lastMs) {
        ground.nowMs = Math.min(ground.nowMs + heartbeatMs, lastMs);
        await paused.leases.renew();
        await recover(other.upkeep);
      }
      ground.nowMs = lastMs + leaseMs;
      await paused.leases.renew();
      await recover(other.upkeep);
      assert.equal((await read())?.state, 'running', 'the last lease counts to its end');

      ground.nowMs += 1;
      await paused.leases.renew();
      await recover(other.upkeep);
      const ended = await read();
      assert.deepEqual([ended?.state, ended?.failure?.code], ['failed', 'interrupted']);
      assert.equal(await balance(), 10_000_000);
      slow.releaseOne();
      await assert.rejects(performed);
      assert.equal(await balance(), 10_000_000);
    });
  });
}

import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, afterEach, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import sharp from 'sharp';
import { deleteRows } from '../../src/archive/delete-rows.ts';
import type { GenerationRequest } from '../../src/generation/request.ts';
import { cancelTask } from '../../src/ledger/cancel.ts';
import { claimTasks } from '../../src/records/claim-tasks.ts';
import { noteKeptOutput, readKeptOutputs } from '../../src/records/kept-outputs.ts';
import { leaseMs } from '../../src/records/leases.ts';
import { readGeneration } from '../../src/records/read-generation.ts';
import { StoreUnavailable } from '../../src/store/errors.ts';
import { recover } from '../../src/upkeep.ts';
import { findBookErrors, readBalance } from '../money/books.test.kit.ts';
import { testEngines } from '../services/test-engines.ts';
import { type GatedUpstream, startGatedUpstream } from '../tasks/gated-upstream.test.kit.ts';
import { type Ground, type House, openGround } from './houses.test.kit.ts';

/** nano-banana-2 at 1K, in micro-USD. */
const priceMicros = 67_000;
const count = 4;

for (const engine of testEngines()) {
  describe(`images of a task that a run was cut off with, on ${engine.name}`, () => {
    let ground: Ground;
    let gate: GatedUpstream;
    let first: House;
    let next: House;
    before(async () => {
      ground = await openGround(engine);
      gate = await startGatedUpstream(ground.upstream.url);
      first = await ground.build(gate.url);
      next = await ground.build();
    });
    afterEach(async () => {
      // What the run that was cut off still waits for.
      gate.pass(20);
      await first.runner.idle();
      gate.hold();
      assert.deepEqual(await next.store.read(findBookErrors, undefined), []);
    });
    after(async () => {
      await gate.close();
      await ground.close();
    });

    const accept = async (wish: Partial<GenerationRequest> = {}) => {
      const request = await ground.request({ count, ...wish });
      const { id } = await first.pipeline.accept(request);
      const { accountId, mode } = request.caller;
      const asked = ground.upstream.requests.length;
      return {
        id,
        accountId,
        mode,
        read: () => next.store.read(readGeneration, { id, accountId, mode }),
        noted: () => next.store.read(readKeptOutputs, { id }),
        asked: () => ground.upstream.requests.length - asked,
        spent: async () => 10_000_000 - (await next.store.read(readBalance, { accountId })),
        async images() {
          const keys = [];
          for await (const { key } of next.files.list('')) if (key.includes(id)) keys.push(key);
          return keys.sort();
        },
      };
    };
    type Task = Awaited<ReturnType<typeof accept>>;
    /** Who looks for what is abandoned passes by a row that is being written at this moment, and looks again. */
    const takeOver = async ({ read }: Task) => {
      ground.nowMs += leaseMs + 1;
      while ((await read())?.state === 'running') await recover(next.upkeep);
    };
    /** Three of its images are kept; then the process is taken for dead, with the fourth upstream. */
    const cutOff = async (wish: Partial<GenerationRequest> = {}): Promise<Task> => {
      const task = await accept(wish);
      await first.runner.begin(task.id);
      gate.pass(3);
      while ((await task.noted()).length < 3) await sleep(5);
      return task;
    };
    const goOn = async (task: Task) => {
      await takeOver(task);
      assert.equal(await next.runner.begin(task.id), true);
      await next.runner.idle();
    };

    it('are delivered by the next run, which makes the others: charged once, with text, tokens and attempts of all', async () => {
      const whole = await accept({ prompt: 'whole', text: true });
      gate.pass(count);
      await first.runner.begin(whole.id);
      await first.runner.idle();
      const expected = await whole.read();

      const task = await cutOff({ prompt: 'whole', text: true });
      const kept = (await task.noted()).flatMap(({ artifacts }) => artifacts);
      await goOn(task);
      assert.equal(task.asked(), count);
      const record = await task.read();
      assert.equal(record?.state, 'succeeded');
      assert.deepEqual(
        record?.outputs.map(({ number, slot }) => [number, slot]),
        [1, 2, 3, 4].map((slot) => [slot, slot]),
      );
      assert.equal(await task.spent(), count * priceMicros);
      assert.deepEqual(
        record?.attempts.map(({ slot, number, result }) => [slot, number, result]),
        [1, 2, 3, 4].map((slot) => [slot, 1, 'delivered']),
      );
      assert.deepEqual(record?.result, expected?.result);
      assert.ok((record?.result?.usage.imageTokens ?? 0) > 0);
      assert.equal(record?.result?.text.split('\n').length, count);
      assert.deepEqual(record?.route, expected?.route);
      for (const { key, sizeBytes } of kept) {
        assert.equal((await next.files.head(key))?.sizeBytes, sizeBytes);
        assert.ok(record?.outputs.some((output) => output.key === key));
      }
      // The one who was taken for dead comes back with the fourth: nothing of it counts.
      gate.pass(1);
      await first.runner.idle();
      assert.deepEqual(await task.read(), record);
      assert.deepEqual(await task.images(), record?.outputs.map(({ key }) => key).sort());
    });

    it('are all delivered where a call yields several', async () => {
      const task = await cutOff({ prompt: 'x #emulate(multi, count=2)', keep: 'all' });
      await goOn(task);
      assert.equal(task.asked(), count);
      const record = await task.read();
      assert.deepEqual(
        record?.outputs.map(({ number, slot }) => [number, slot]),
        [1, 2, 3, 4, 5, 6, 7, 8].map((number) => [number, ((number - 1) % count) + 1]),
      );
      assert.equal(await task.spent(), count * priceMicros);
      assert.deepEqual(await task.images(), record?.outputs.map(({ key }) => key).sort());
    });

    it('are delivered and charged when the others fail', async () => {
      const task = await cutOff({ prompt: 'x #emulate(block, reason=SAFETY, nth=4)' });
      await goOn(task);
      assert.equal(task.asked(), count);
      const record = await task.read();
      assert.equal(record?.outputs.length, 3);
      assert.match(record?.result?.omitted.at(-1)?.reason ?? '', /^1 of 4 images failed/);
      assert.equal(await task.spent(), 3 * priceMicros);
    });

    it('are delivered and charged when a reference cannot be had any more', async () => {
      const photo = await sharp({ create: { width: 64, height: 64, channels: 3, background: '#2a8' } })
        .png()
        .toBuffer();
      let isGone = false;
      const server: Server = createServer((_, response) => {
        if (isGone) response.writeHead(404).end();
        else response.writeHead(200, { 'content-type': 'image/png', 'cache-control': 'no-store' }).end(photo);
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/photo.png`;
      const task = await cutOff({ references: [{ kind: 'url', url }] });
      isGone = true;
      await goOn(task).finally(() => {
        server.closeAllConnections();
        server.close();
      });
      assert.equal(task.asked(), 3);
      const record = await task.read();
      assert.deepEqual([record?.state, record?.outputs.length], ['succeeded', 3]);
      assert.match(record?.result?.omitted.at(-1)?.reason ?? '', /^1 of 4 images failed/);
      assert.equal(await task.spent(), 3 * priceMicros);
    });

    it('are made again where the archive has them no more', async () => {
      const task = await cutOff();
      const [lost] = await task.noted();
      await next.files.delete(lost?.artifacts[0]?.key as string);
      await goOn(task);
      assert.equal(task.asked(), count + 1);
      assert.equal((await task.read())?.outputs.length, count);
      assert.equal((await task.images()).length, count);
      assert.equal(await task.spent(), count * priceMicros);
    });

    it('cost nothing when it is cancelled before it goes upstream again, and go with its row', async () => {
      const task = await cutOff();
      await takeOver(task);
      const { id, accountId, mode } = task;
      const cancelled = await next.store.write(cancelTask, { id, accountId, mode, nowMs: ground.nowMs });
      assert.equal(cancelled, 'cancelled');
      assert.equal(await next.runner.begin(id), false);
      const record = await task.read();
      assert.equal(record?.state, 'cancelled');
      assert.deepEqual(
        record?.attempts.map(({ slot }) => slot),
        [1, 2, 3],
      );
      assert.equal(await task.spent(), 0);
      const { retentionMs } = next.upkeep;
      await deleteRows(next.upkeep, ground.nowMs + retentionMs + 3_600_001);
      assert.deepEqual([await task.read(), await task.noted(), await task.images()], [undefined, [], []]);
    });

    it('cost nothing when it is given up after three begins, are dropped, and its receipt tells them', async () => {
      const task = await cutOff();
      for (let begins = 1; begins < 3; begins += 1) {
        await takeOver(task);
        const claim = { owner: 'dies', nowMs: ground.nowMs, limit: 1, id: task.id };
        assert.equal((await next.store.write(claimTasks, claim)).length, 1);
      }
      ground.nowMs += leaseMs + 1;
      await (await recover(next.upkeep)).cleared;
      const record = await task.read();
      assert.deepEqual([record?.state, record?.failure?.code], ['failed', 'interrupted']);
      assert.deepEqual(
        record?.attempts.map(({ slot }) => slot),
        [1, 2, 3],
      );
      assert.deepEqual([await task.spent(), await task.images()], [0, []]);
    });

    it('are noted by whoever has the lease, and by nobody else', async () => {
      const task = await cutOff();
      const [noted] = await task.noted();
      await takeOver(task);
      const late = { id: task.id, fence: 2, nowMs: ground.nowMs, output: { ...noted!, slot: 4 } };
      assert.equal(await first.store.write(noteKeptOutput, late), false);
      assert.equal((await task.noted()).length, 3);
    });

    it('are noted once the store is there again, and delivered even if they cannot be noted', async () => {
      const away = [new StoreUnavailable('away'), new Error('a bug')];
      first.faults.write = (unit) => (unit === 'note-kept-output' ? away.shift() : undefined);
      const task = await accept();
      gate.pass(count);
      await first.runner.begin(task.id);
      await first.runner.idle();
      delete first.faults.write;
      assert.equal((await task.noted()).length, 3);
      assert.match(first.logText(), /an archived output was not noted/);
      assert.equal((await task.read())?.outputs.length, count);
      assert.equal(await task.spent(), count * priceMicros);
    });

    it('are not noted where somebody waits for the answer, nor where there is only one', async () => {
      const units: string[] = [];
      first.faults.written = (unit) => void units.push(unit);
      gate.pass(count + 1);
      await first.pipeline.perform(
        await first.pipeline.accept(await ground.request({ count, kind: 'sync-image' })),
      );
      await first.runner.begin((await accept({ count: 1 })).id);
      await first.runner.idle();
      delete first.faults.written;
      assert.equal(units.filter((unit) => unit === 'settle').length, 2);
      assert.ok(!units.includes('note-kept-output'));
    });
  });
}

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';
import { checkKeyName, checkKeySettings } from '../../src/admission/check-keys.ts';
import { idempotencyMs } from '../../src/admission/idempotency.ts';
import { createKeys } from '../../src/admission/keys.ts';
import { ArchiveUnavailable } from '../../src/archive/stores/errors.ts';
import { requestId } from '../../src/lib/ids.ts';
import { readGeneration } from '../../src/records/read-generation.ts';
import { sweep } from '../../src/sweep.ts';
import { insertEvidence } from '../../src/verification/evidence-rows.ts';
import { listRuns } from '../../src/verification/read-runs.ts';
import { beginRun, endRun } from '../../src/verification/run-rows.ts';
import { tamper } from '../admin/tamper.test.kit.ts';
import { readKept } from '../money/books.test.kit.ts';
import { testEngines } from '../services/test-engines.ts';
import { evidenceRow } from '../verification/evidence-row.test.kit.ts';
import { type Ground, type House, openGround } from './houses.test.kit.ts';

const refused = (key: string) => new ArchiveUnavailable(`delete ${key}`, new Error('503 Slow Down'));

const runOf = (id: string) => ({
  id,
  channel: 'upstream',
  kind: 'official',
  reason: 'schedule',
  owner: 'test',
  scope: '{}',
  planned: 1,
  quote_micros: 0,
  cap_micros: 0,
});

const evidenceOf = (run_id: string, case_id: string, checked_at: number) =>
  evidenceRow({ run_id, case_id, checked_at });

for (const engine of testEngines()) {
  describe(`the sweep of every minute on ${engine.name}`, () => {
    let ground: Ground;
    let house: House;
    let claims = 0;
    before(async () => {
      ground = await openGround(engine);
      house = await ground.build();
    });
    beforeEach(async () => {
      for (const name of ['write', 'keep', 'kept', 'remove', 'written'] as const) delete house.faults[name];
      ground.nowMs += idempotencyMs + 1;
      await sweep(house.upkeep);
    });
    after(() => ground.close());

    /** A create with an Idempotency-Key; a native one with an answer kept for it. */
    const claim = async (isNative: boolean): Promise<string> => {
      claims += 1;
      const native = isNative ? { native: { skeleton: null, spools: [], answer: 'once' as const } } : {};
      const request = await ground.request(native);
      const ticket = await house.pipeline.accept({
        ...request,
        claim: { key: `key ${claims}`, bodyHash: 'hash' },
      });
      if (isNative) {
        const spool = path.join(house.files.spoolFolder, `${ticket.id}.spool`);
        await writeFile(spool, 'an answer');
        await house.replayBodies.keep(ticket.id, spool, { sizeBytes: 9 });
      }
      return ticket.id;
    };
    const answers = async (): Promise<string[]> => {
      const keys = [];
      for await (const { key } of house.files.list('replays')) keys.push(path.basename(key, '.body'));
      return keys.sort();
    };
    const claimed = async () => (await house.store.read(readKept, undefined)).claimed.sort();

    it('forgets a key only with its answer, and the others although one cannot be deleted', async () => {
      const stubborn = await claim(true);
      const others = [await claim(true), await claim(true)];
      assert.deepEqual(await answers(), [stubborn, ...others].sort());
      ground.nowMs += idempotencyMs + 1;
      house.faults.remove = (key) => (key.includes(stubborn) ? refused(key) : undefined);
      await sweep(house.upkeep);
      assert.deepEqual(await answers(), [stubborn]);
      assert.deepEqual(await claimed(), [stubborn]);
      assert.match(house.logText(), /the sweep of Idempotency-Keys failed/);
      delete house.faults.remove;
      await sweep(house.upkeep);
      assert.deepEqual([await answers(), await claimed()], [[], []]);
    });

    it('finds a key again whose answer was deleted when the process died', async () => {
      await claim(true);
      ground.nowMs += idempotencyMs + 1;
      house.faults.write = (unit) =>
        unit === 'forget-claims' ? new Error('the process died here') : undefined;
      await sweep(house.upkeep);
      assert.deepEqual([(await answers()).length, (await claimed()).length], [0, 1]);
      delete house.faults.write;
      await sweep(house.upkeep);
      assert.deepEqual(await claimed(), []);
    });

    it('forgets more keys than fit a batch, and asks the archive only about native ones', async () => {
      for (let count = 0; count < 230; count += 1) await claim(false);
      const native = await claim(true);
      ground.nowMs += idempotencyMs + 1;
      const asked: string[] = [];
      house.faults.remove = (key) => {
        if (key.startsWith('replays/')) asked.push(path.basename(key, '.body'));
        return undefined;
      };
      await sweep(house.upkeep);
      assert.deepEqual(await claimed(), []);
      assert.deepEqual(asked, [native]);
    });

    it('deletes the other images although one cannot be deleted, and that one later', async () => {
      const made: string[] = [];
      for (let count = 0; count < 3; count += 1) {
        const ticket = await house.pipeline.accept(await ground.request({ kind: 'sync-image' }));
        await house.pipeline.perform(ticket);
        made.push(ticket.id);
        ground.nowMs += 1;
      }
      const images = async () => {
        const keys = [];
        for await (const { key } of house.files.list(''))
          keys.push(...made.filter((id) => key.startsWith('20') && key.includes(id)));
        return keys.sort();
      };
      assert.deepEqual(await images(), made.sort());
      const [stubborn = ''] = made;
      ground.nowMs += 16 * 24 * 3_600_000;
      house.faults.remove = (key) => (key.includes(stubborn) ? refused(key) : undefined);
      await sweep(house.upkeep);
      assert.deepEqual(await images(), [stubborn]);
      assert.match(house.logText(), /the sweep of expired artifacts failed/);
      delete house.faults.remove;
      await sweep(house.upkeep);
      assert.deepEqual(await images(), []);
    });

    it('deletes nothing by a wall clock that was set forward, and all of it once the time has passed', async () => {
      const native = await claim(true);
      const ticket = await house.pipeline.accept(await ground.request({ kind: 'sync-image' }));
      await house.pipeline.perform(ticket);
      const spool = path.join(house.files.spoolFolder, 'in-use.spool');
      await writeFile(spool, 'a picture on its way');
      await utimes(spool, ground.nowMs / 1_000, ground.nowMs / 1_000);
      const parts = { ...house.upkeep, spoolFolders: [house.files.spoolFolder] };
      const left = async () => {
        const files = [];
        for await (const { key } of house.files.list('')) files.push(key);
        const { accountId, mode } = ticket.caller;
        return {
          files: files.sort(),
          claimed: await claimed(),
          receipt: (await house.store.read(readGeneration, { id: ticket.id, accountId, mode }))?.state,
          isSpooled: existsSync(spool),
        };
      };
      const before = await left();
      assert.ok(before.files.some((key) => key.includes(ticket.id)));
      assert.deepEqual([before.claimed, before.receipt, before.isSpooled], [[native], 'succeeded', true]);
      ground.steppedMs = 40 * 24 * 3_600_000;
      try {
        await sweep(parts);
        assert.deepEqual(await left(), before);
      } finally {
        ground.steppedMs = 0;
      }
      await sweep(parts);
      assert.deepEqual(await left(), before);
      ground.nowMs += 40 * 24 * 3_600_000;
      await sweep(parts);
      // Rows go after their files.
      await sweep(parts);
      assert.deepEqual(await left(), { files: [], claimed: [], receipt: undefined, isSpooled: false });
    });

    it('goes by the same time as an accept: no key is taken for over there by a clock that was set forward', async () => {
      const request = { ...(await ground.request()), claim: { key: 'repeated', bodyHash: 'hash' } };
      const first = await house.pipeline.accept(request);
      const repeat = () => house.pipeline.accept({ ...request, id: requestId(ground.nowMs) });
      const known = { name: 'AlreadyAccepted', generationId: first.id };
      ground.steppedMs = 2 * idempotencyMs;
      try {
        await assert.rejects(repeat(), known);
      } finally {
        ground.steppedMs = 0;
      }
      await assert.rejects(repeat(), known);
      ground.nowMs += idempotencyMs + 1;
      assert.notEqual((await repeat()).id, first.id);
    });

    it('deletes more callback events than fit a batch', async () => {
      const values = Array.from(
        { length: 1_100 },
        (_, index) =>
          `('event-${index}', 'none-${index}', 'none', 'live', 'https://x', 'x', 'delivered', 1, null, null, 0, 1, null)`,
      );
      const statement = `insert into callback_events (id, generation_id, account_id, mode, url, host, state, attempts,
        next_at, owner, created_at, finished_at, payload) values ${values.join(',')}`;
      await house.store.write(tamper, { statement });
      await sweep(house.upkeep);
      const left = await house.store.read(tamper, { statement: 'select id from callback_events' });
      assert.deepEqual(left, []);
    });

    it('deletes old checks and the keys they were made with, but never the newest of a row', async () => {
      const keys = createKeys(house.store, { now: () => ground.nowMs });
      const check = async (id: string, cases: number) => {
        const nowMs = ground.nowMs;
        const by = { actor: 'test' };
        const { id: keyId } = await keys.create({
          mode: 'live',
          name: checkKeyName,
          settings: checkKeySettings,
        });
        const row = { ...runOf(id), lease_until: nowMs + 1_000, started_at: nowMs };
        await house.store.write(beginRun, { row, by, nowMs });
        const rows = Array.from({ length: cases }, (_, index) => evidenceOf(id, `case ${index}`, nowMs));
        await house.store.write(insertEvidence, { rows });
        const tally = { done: cases, passed: cases, failed: 0, spentMicros: 0 };
        await house.store.write(endRun, { id, owner: 'test', state: 'done', tally, nowMs, retryAfterMs: 0 });
        await keys.revoke(keyId);
        ground.nowMs += 3_600_000;
      };
      const mine = await keys.create({ mode: 'live', name: checkKeyName });
      await keys.revoke(mine.id);
      // What the first run found out about its last case is still the newest.
      await check('run_first', 600);
      await check('run_second', 599);
      await check('run_third', 599);
      const left = async () => {
        const count = async (statement: string) => (await house.store.read(tamper, { statement })).length;
        return {
          old: await count('select case_id from verification_evidence where newest = 0'),
          newest: await count('select case_id from verification_evidence where newest = 1'),
          runs: (await house.store.read(listRuns, { limit: 9 })).map(({ id }) => id),
          keys: (await keys.list()).filter(({ name }) => name === checkKeyName).length,
        };
      };
      await sweep(house.upkeep);
      const all = ['run_third', 'run_second', 'run_first'];
      assert.deepEqual(await left(), { old: 2 * 599, newest: 600, runs: all, keys: 4 });
      ground.nowMs += house.upkeep.retentionMs;
      await sweep(house.upkeep);
      assert.deepEqual(await left(), { old: 0, newest: 600, runs: ['run_third', 'run_first'], keys: 1 });
    });

    it('does every step although one before it fails, and says which', async () => {
      await claim(false);
      ground.nowMs += idempotencyMs + 1;
      house.faults.write = (unit) =>
        unit === 'sweep-callback-events' ? new Error('not this one') : undefined;
      await sweep(house.upkeep);
      assert.deepEqual(await claimed(), []);
      assert.match(house.logText(), /the sweep of callback events failed/);
    });
  });
}

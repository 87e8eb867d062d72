import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createCatalog } from '../../src/catalog/catalog.ts';
import { shippedModels, shippedUpstreamModels } from '../../src/catalog/shipped-models.ts';
import { plainRequest } from '../../src/generation/plain-request.ts';
import type { GenerationRequest } from '../../src/generation/request.ts';
import { openStore } from '../../src/store/open-store.ts';
import type { Store } from '../../src/store/store.ts';
import { allCases } from '../../src/verification/all-cases.ts';
import { freshMs } from '../../src/verification/capability-table.ts';
import { type Evidence, insertEvidence, newestEvidence } from '../../src/verification/evidence-rows.ts';
import { createFailingWays } from '../../src/verification/failing-ways.ts';
import { caseHistory, listRuns, readRun } from '../../src/verification/read-runs.ts';
import {
  beginRun,
  cancelRun,
  endRun,
  leaseMs,
  noteProgress,
  resumeRun,
} from '../../src/verification/run-rows.ts';
import {
  breakDeadRuns,
  type Claim,
  claimDue,
  readSchedule,
  setDue,
} from '../../src/verification/schedule-rows.ts';
import { createVerifiedReferences } from '../../src/verification/verified-references.ts';
import { type TestDatabase, testEngines } from '../services/test-engines.ts';
import { evidenceRow } from './evidence-row.test.kit.ts';

const by = { actor: 'cli:test' };
const startMs = Date.parse('2026-04-14T00:00:00Z');
const tally = { done: 3, passed: 5, failed: 1, spentMicros: 77 };

for (const engine of testEngines()) {
  describe(`the rows of checks on ${engine.name}`, () => {
    let store: Store;
    let database: TestDatabase;
    before(async () => {
      database = await engine.create();
      store = await openStore({ url: database.url });
    });
    after(async () => {
      await store?.close();
      await database?.remove();
    });

    const start = (id: string, channel: string, nowMs = startMs, reason = 'demand') =>
      store.write(beginRun, {
        row: {
          id,
          channel,
          kind: 'official',
          reason,
          owner: 'one',
          lease_until: nowMs + leaseMs,
          scope: '{}',
          planned: 9,
          quote_micros: 100,
          cap_micros: null,
          started_at: nowMs,
        },
        by,
        nowMs,
      });
    const note = (id: string, owner: string, nowMs: number) =>
      store.write(noteProgress, { id, owner, leaseUntilMs: nowMs + leaseMs, planned: 9, tally });
    const stateOf = async (id: string) => (await store.read(readRun, { id })).run.state;

    it('let one run of a channel be under way, and another one when its owner was silent for a minute', async () => {
      const begun = await Promise.allSettled(['a1', 'a2', 'a3'].map((id) => start(id, 'a')));
      assert.equal(begun.filter(({ status }) => status === 'fulfilled').length, 1);
      await start('b1', 'b');
      assert.ok(await note('b1', 'one', startMs));
      await assert.rejects(start('b2', 'b', startMs + leaseMs), /b1/);
      await start('b3', 'b', startMs + leaseMs + 1);
      assert.deepEqual([await stateOf('b1'), await stateOf('b3')], ['broken', 'running']);
      assert.equal(await note('b1', 'one', startMs), false);
    });

    it('end a cancelled run for its owner, who keeps the figures of what was under way', async () => {
      await start('c1', 'c');
      await store.write(cancelRun, { id: 'c1', by, nowMs: startMs });
      assert.equal(await note('c1', 'one', startMs), false);
      const resume = {
        id: 'c1',
        owner: 'two',
        leaseUntilMs: startMs + leaseMs,
        left: 4,
        capMicros: 500,
        by,
        nowMs: startMs,
      };
      await assert.rejects(store.write(resumeRun, resume), /still waits for its last answers/);
      const end = { owner: 'one', state: 'done', tally, nowMs: startMs, retryAfterMs: 0 } as const;
      await store.write(endRun, { ...end, id: 'c1' });
      const { run } = await store.read(readRun, { id: 'c1' });
      assert.deepEqual([run.state, run.spent_micros, run.lease_until], ['cancelled', 77, null]);
      await assert.rejects(store.write(cancelRun, { id: 'c1', by, nowMs: startMs }), /is over/);
      assert.deepEqual(await store.write(resumeRun, resume), tally);
      assert.equal(await note('c1', 'one', startMs), false);
      assert.ok(await note('c1', 'two', startMs));
    });

    it('make a channel due again when its run was stopped, unless somebody asked for that run', async () => {
      const due = async () =>
        (await store.read(readSchedule, undefined)).find(({ channel }) => channel === 'd')?.due_at;
      const claim = { channel: 'd', mark: 'm', nowMs: startMs, everyMs: 3_600_000, calmMs: 0 };
      assert.equal(await store.write(claimDue, claim), 'channel-changed');
      const end = { owner: 'one', state: 'broken', tally, nowMs: startMs + 5, retryAfterMs: 7 } as const;
      await start('d1', 'd');
      await store.write(endRun, { ...end, id: 'd1' });
      assert.equal(await due(), startMs + 3_600_000);
      await start('d2', 'd', startMs, 'schedule');
      await store.write(endRun, { ...end, id: 'd2' });
      assert.equal(await due(), startMs + 12);
    });

    it('are listed newest first and found by channel', async () => {
      const runs = await store.read(listRuns, { limit: 10, channel: 'b' });
      assert.deepEqual(
        runs.map(({ id }) => id),
        ['b3', 'b1'],
      );
      await assert.rejects(store.read(readRun, { id: 'nothing' }), /There is no run nothing/);
    });

    const cases = allCases(createCatalog(shippedModels, shippedUpstreamModels));
    const wide = 'nano-banana-2/openai-images/aspect-ratio/16:9';
    const seen = {
      case_id: wide,
      channel: 'a',
      effective_model: 'gemini-3.1-flash-image',
      checked_at: startMs,
    };
    const insert = (run_id: string, passed: number, rest: Partial<Evidence> = {}) =>
      store.write(insertEvidence, { rows: [evidenceRow({ ...seen, run_id, passed, ...rest })] });

    it('keep all evidence of a cell and know which is the newest on each channel', async () => {
      assert.deepEqual(await insert('r1', 1), [undefined]);
      assert.deepEqual(await insert('r1', 1, { channel: 'b', case_id: `${wide}x` }), [undefined]);
      assert.deepEqual(await insert('r2', 0, { checked_at: startMs + 1, message: 'square' }), [true]);
      const history = await store.read(caseHistory, { caseId: wide, limit: 10 });
      assert.deepEqual(
        history.map(({ run_id }) => run_id),
        ['r2', 'r1'],
      );
      const newest = await store.read(newestEvidence, undefined);
      assert.deepEqual(newest.map(({ run_id }) => run_id).sort(), ['r1', 'r2']);
    });

    it('speak against a way for exactly what failed, for seven days or until a check passes', async () => {
      const time = { ms: startMs + 2 };
      const failing = createFailingWays(store, () => time.ms, cases);
      await failing.refresh();
      const against = (
        wish: Partial<GenerationRequest>,
        way = { channel: 'a', upstreamId: 'gemini-3.1-flash-image' },
        references = 0,
      ) =>
        failing.reasonAgainst(way, { request: { ...request, ...wish }, referenceBytes: Array(references) });
      const ratio = { aspectRatio: '16:9' } as const;
      assert.equal(against(ratio), 'failed the check "16:9" on 2026-04-14');
      assert.ok(against({ ...ratio, resolution: '2K' }, undefined, 3));
      assert.equal(against({ aspectRatio: '1:1' }), undefined);
      assert.equal(against({ ...ratio, protocol: 'gemini' }), undefined);
      assert.equal(against({ ...ratio, model: 'nano-banana' }), undefined);
      assert.equal(against(ratio, { channel: 'a', upstreamId: 'gemini-nano-banana-2.1' }), undefined);
      assert.equal(against(ratio, { channel: 'b', upstreamId: 'gemini-3.1-flash-image' }), undefined);
      time.ms = startMs + 1 + freshMs;
      assert.ok(against(ratio));
      time.ms += 1;
      assert.equal(against(ratio), undefined);
      time.ms = startMs + 3;
      assert.deepEqual(await insert('r3', 1, { checked_at: time.ms }), [false]);
      await failing.refresh();
      assert.equal(against(ratio), undefined);
    });

    it('speak for as many references on a value channel as passed, for seven days or until a check fails', async () => {
      const time = { ms: startMs };
      const verified = createVerifiedReferences(store, () => time.ms, cases);
      const way = { channel: 'v', upstreamId: 'gemini-3.1-flash-image' };
      const most = async (rest: Partial<typeof way> = {}, model = 'nano-banana-2') => {
        await verified.refresh();
        return verified.most({ ...way, ...rest }, model);
      };
      const row = (count: string) => `nano-banana-2/generations/references/${count}`;
      const see = (run_id: string, count: string, passed: number, rest: Partial<Evidence> = {}) =>
        insert(run_id, passed, {
          case_id: row(count),
          channel: 'v',
          kind: 'value',
          checked_at: time.ms,
          ...rest,
        });
      assert.equal(await most(), 0);
      await see('v1', '1', 1);
      await see('v1', '2', 1);
      await see('v1', '5', 1);
      await see('v1', '9', 0);
      await see('v1', '15-refused', 1);
      await see('v1', '7', 1, { channel: 'o', kind: 'official' });
      assert.equal(await most(), 5);
      assert.equal(await most({ channel: 'o' }), 0);
      assert.equal(await most({ upstreamId: 'gemini-nano-banana-2.1' }), 0);
      assert.equal(await most({}, 'nano-banana-pro'), 0);
      time.ms += 3_600_000;
      await see('v2', '5', 0);
      await see('v2', '3', 1, { checked_at: time.ms - 60_000 });
      assert.equal(await most(), 3);
      time.ms = startMs + freshMs + 1;
      assert.equal(await most(), 3);
      time.ms += 3_600_000;
      assert.equal(await most(), 0);
    });

    it('let one of several nodes begin what is due, and make it due again when that one dies', async () => {
      const claim = { channel: 's', mark: 'one', nowMs: startMs, everyMs: 1_000, calmMs: 100 };
      const claims = async (wish: Partial<Claim>) =>
        (await Promise.all([1, 2, 3].map(() => store.write(claimDue, { ...claim, ...wish })))).filter(
          Boolean,
        );
      assert.deepEqual(await claims({}), ['channel-changed']);
      assert.deepEqual(await claims({ nowMs: startMs + 999 }), []);
      assert.deepEqual(await claims({ nowMs: startMs + 1_000 }), ['schedule']);
      assert.deepEqual(await claims({ nowMs: startMs + 1_099, mark: 'two' }), []);
      assert.deepEqual(await claims({ nowMs: startMs + 1_100, mark: 'two' }), ['channel-changed']);
      await start('s1', 's', startMs + 1_100, 'schedule');
      const deadAtMs = startMs + 1_101 + leaseMs;
      const dead = await store.write(breakDeadRuns, { nowMs: deadAtMs });
      assert.ok(dead.some(({ id }) => id === 's1'));
      assert.deepEqual(await claims({ nowMs: deadAtMs, mark: 'two', everyMs: 1_000_000 }), ['schedule']);
      await store.write(setDue, { channel: 's', dueAtMs: deadAtMs + 5 });
      assert.deepEqual(
        (await store.read(readSchedule, undefined)).flatMap(({ channel, due_at }) =>
          channel === 's' ? [[channel, due_at]] : [],
        ),
        [['s', deadAtMs + 5]],
      );
    });

    it('read a native body in both spellings', async () => {
      const native = 'nano-banana-2/gemini/resolution/0.5K';
      await insert('r4', 0, { case_id: native, effective_model: null });
      const failing = createFailingWays(store, () => startMs, cases);
      await failing.refresh();
      const against = (skeleton: unknown) =>
        failing.reasonAgainst(
          { channel: 'a', upstreamId: 'gemini-3.1-flash-image' },
          {
            request: { ...request, protocol: 'gemini', native: { skeleton, spools: [], answer: 'once' } },
            referenceBytes: [],
          },
        );
      assert.ok(against({ generationConfig: { imageConfig: { imageSize: '512' } } }));
      assert.ok(against({ generation_config: { image_config: { image_size: '512' } } }));
      assert.equal(against({ generationConfig: { imageConfig: { imageSize: '1K' } } }), undefined);
      assert.equal(against({}), undefined);
    });
  });
}

const request: GenerationRequest = {
  ...plainRequest('nano-banana-2', 'a plantain'),
  protocol: 'openai-images',
};

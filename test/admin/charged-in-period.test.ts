import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createCallerBooks } from '../../src/admission/usage.ts';
import type { Caller } from '../../src/generation/caller.ts';
import { type Books, onEveryStore } from './open-books.test.kit.ts';
import { tamper } from './tamper.test.kit.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
const noon = Date.UTC(2026, 10, 20, 12);
/** Of one picture. */
const micros = 67_000;
/** One more than the log reads. */
const tooMany = 10_001;

describe('what a period was charged', () => {
  onEveryStore((books) => {
    const clock = { now: () => books().nowMs };
    const booksOf = (caller: Caller, retentionMs = 15 * dayMs) =>
      createCallerBooks(books().store, clock, retentionMs, () => undefined)(caller);

    /** Pictures asked for and made at minutes after noon. */
    async function make(owner: Books, caller: Caller, times: readonly (readonly [number, number])[]) {
      for (const [asked, made] of times) {
        owner.nowMs = noon + asked * minuteMs;
        const ticket = await owner.accept(caller);
        owner.nowMs = noon + made * minuteMs;
        await owner.succeed(ticket);
      }
    }
    /** Free generations, more than the log reads, asked for and ended in one minute after noon. */
    const crowd = (owner: Books, { accountId, keyId }: Caller, minute: number) =>
      owner.store.write(tamper, {
        statement: `with recursive numbers(number) as (
            select 1 union all select number + 1 from numbers where number < ${tooMany})
          insert into generations (id, account_id, key_id, mode, protocol, model, kind, state, request, count,
            created_at, finished_at)
          select '${accountId}-${minute}-' || number, '${accountId}', '${keyId}', 'live', 'mcp', 'nano-banana-2',
            'sync-image', 'failed', '{}', 1, ${noon + minute * minuteMs}, ${noon + minute * minuteMs}
          from numbers where true returning id`,
      });

    it('is what the log lists of it, to the second, by key and model, too', async () => {
      const caller = await books().open({ micros: 10_000_000 });
      const other = await books().open({ accountId: caller.accountId });
      await make(books(), caller, [
        [1, 2],
        [10, 11],
        [50, 70],
        [130, 131],
      ]);
      await books().fail(await books().accept(caller));
      await make(books(), { ...other, keyName: 'other' }, [[12, 13]]);
      books().nowMs = noon + 5 * hourMs;
      const own = booksOf(caller);
      for (const [from, to] of [
        [0, 5],
        [2, 9],
        [5, 60],
        [10, 10],
        [11, 12],
        [55, 65],
        [60, 120],
        [0, 300],
      ] as const) {
        const period = { fromMs: noon + from * minuteMs, toMs: noon + to * minuteMs };
        for (const filter of [{}, { model: 'nano-banana-2' }, { model: 'none' }, { keyName: 'none' }]) {
          const states = ['succeeded', 'failed'] as const;
          const { entries } = await own.log({ ...period, ...filter, states, offset: 0, limit: 100 });
          const logged = entries.reduce((sum, { chargedMicros }) => sum + chargedMicros, 0);
          assert.equal(await own.charged({ ...period, ...filter }), logged, `${from} to ${to}`);
        }
      }
      assert.equal(await own.charged({ fromMs: 0, toMs: 4_102_444_800_000 }), 5 * micros);
    });

    it('of more generations than the log reads is of whole hours, and of those that ended in the rest', async () => {
      const caller = await books().open({ micros: 10_000_000 });
      // Before, asked for before and ended within, in each part, and after.
      await make(books(), caller, [
        [20, 21],
        [25, 35],
        [40, 41],
        [90, 91],
        [130, 131],
        [145, 155],
        [160, 161],
      ]);
      await crowd(books(), caller, 95);
      books().nowMs = noon + 5 * hourMs;
      const period = { fromMs: noon + 30 * minuteMs, toMs: noon + 150 * minuteMs };
      assert.equal(await booksOf(caller).charged(period), 4 * micros);
      assert.equal(await booksOf(caller).charged({ ...period, model: 'none' }), 0);
      assert.equal(await booksOf(caller).charged({ ...period, keyName: 'a key' }), 4 * micros);
      assert.equal(await booksOf(caller).charged({ ...period, keyName: 'none' }), 0);
      await crowd(books(), caller, 145);
      const whole = await booksOf(caller).charged(period);
      assert.equal(whole, 6 * micros, 'the part of an hour in which there are too many is the whole hour');
    });

    it('is told of generations that are kept no longer', async () => {
      const caller = await books().open({ micros: 1_000_000 });
      await make(books(), caller, [
        [10, 11],
        [70, 71],
      ]);
      const statement = `delete from generations where account_id = '${caller.accountId}' returning id`;
      await books().store.write(tamper, { statement });
      books().nowMs = noon + 20 * dayMs;
      const own = booksOf(caller);
      assert.equal(await own.charged({ fromMs: noon, toMs: noon + hourMs }), micros);
      assert.equal(await own.charged({ fromMs: 0, toMs: books().nowMs }), 2 * micros);
    });
  });
});

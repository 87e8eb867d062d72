import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createCallerBooks, reportUsage } from '../../src/admission/usage.ts';
import { readActivity } from '../../src/console-api/activity-rows.ts';
import { Failure } from '../../src/generation/failure.ts';
import { sumUpDay } from '../../src/records/sum-up-days.ts';
import { type Books, onEveryStore } from './open-books.test.kit.ts';
import { addUsage, tamper } from './tamper.test.kit.ts';

const hourMs = 3_600_000;

describe('usage', () => {
  onEveryStore((books) => {
    const clock = { now: () => books().nowMs };
    const ask = (owner: Books, wish: Parameters<typeof reportUsage>[3], mode: 'live' | 'test' = 'live') =>
      reportUsage(owner.store, clock, mode, wish);

    it('sums what ended by account, key, model, channel and day, and names the keys', async () => {
      const caller = await books().open({ micros: 1_000_000 });
      const { accountId } = caller;
      await books().succeed(await books().accept(caller), { channel: 'one', costMicros: 40_000 });
      await books().succeed(await books().accept(caller), { channel: 'two', costMicros: 30_000 });
      await books().fail(await books().accept(caller), { channel: 'two', costMicros: 100 });
      books().nowMs += 24 * hourMs;
      await books().succeed(await books().accept(caller), { channel: 'one', costMicros: 40_000 });

      const sums = { cancelled: 0, images: 1, promptTokens: 10, outputTokens: 1_120, chargedMicros: 67_000 };
      const byChannel = await ask(books(), { accountId, groupBy: ['day', 'channel'] });
      assert.deepEqual(byChannel.rows, [
        { day: '2026-11-21', channel: 'one', requests: 1, succeeded: 1, costMicros: 40_000, ...sums },
        { day: '2026-11-21', channel: 'two', requests: 2, succeeded: 1, costMicros: 30_100, ...sums },
        { day: '2026-11-22', channel: 'one', requests: 1, succeeded: 1, costMicros: 40_000, ...sums },
      ]);
      const byKey = await ask(books(), { accountId, groupBy: ['account', 'key', 'model'] });
      assert.equal(byKey.rows.length, 1);
      assert.deepEqual(
        [byKey.rows[0]?.requests, byKey.rows[0]?.chargedMicros, byKey.names],
        [4, 201_000, { [caller.keyId]: 'a key', [accountId]: 'Customer' }],
      );
      const firstDay = { fromMs: Date.UTC(2026, 10, 21), toMs: Date.UTC(2026, 10, 22) };
      const limited = await ask(books(), { accountId, groupBy: [], ...firstDay, channel: 'two' });
      assert.deepEqual([limited.rows[0]?.requests, limited.rows[0]?.costMicros], [2, 30_100]);
      books().nowMs -= 24 * hourMs;
    });

    it('says the whole hours that it counted, whatever part of them was asked for', async () => {
      const caller = await books().open({ micros: 1_000_000 });
      await books().succeed(await books().accept(caller));
      const { accountId } = caller;
      const hour = Math.floor(books().nowMs / hourMs) * hourMs;
      const part = { fromMs: hour + 10 * 60_000, toMs: hour + 20 * 60_000 };
      const counted = await ask(books(), { accountId, groupBy: [], ...part });
      assert.deepEqual([counted.fromMs, counted.toMs], [hour, hour + hourMs]);
      const next = await ask(books(), {
        accountId,
        groupBy: [],
        fromMs: hour + hourMs,
        toMs: hour + 2 * hourMs,
      });
      assert.deepEqual(
        [next.fromMs, next.toMs, next.rows[0]?.requests],
        [hour + hourMs, hour + 2 * hourMs, 0],
      );
      const last = await ask(books(), { accountId, groupBy: [] });
      assert.deepEqual([last.fromMs % hourMs, last.toMs], [0, hour + hourMs]);
    });

    it('refuses a period that ends before it begins, or begins after now', async () => {
      const { nowMs } = books();
      for (const [wish, param] of [
        [{ fromMs: nowMs, toMs: nowMs }, 'to'],
        [{ fromMs: nowMs, toMs: nowMs - 1 }, 'to'],
        [{ fromMs: nowMs + 2 * hourMs }, 'from'],
      ] as const) {
        await assert.rejects(
          ask(books(), { groupBy: ['day'], ...wish }),
          (error) => error instanceof Failure && error.code === 'invalid_request' && error.param === param,
        );
      }
    });

    it('keeps the two modes, and accounts, apart', async () => {
      const live = await books().open({ micros: 100_000 });
      const test = await books().open({ mode: 'test', accountId: live.accountId });
      const stranger = await books().open();
      await books().succeed(await books().accept(live));
      const of = createCallerBooks(books().store, clock, 15 * 24 * hourMs, () => undefined);
      const query = {
        fromMs: 0,
        toMs: books().nowMs + 1,
        states: ['succeeded'],
        offset: 0,
        limit: 10,
      } as const;
      for (const [caller, count] of [
        [live, 1],
        [test, 0],
        [stranger, 0],
      ] as const) {
        assert.equal((await of(caller).log(query)).total, count);
        assert.equal((await of(caller).account()).requests, count);
        assert.equal((await of(caller).pace()).requests, count);
        assert.equal((await of(caller).usage({ groupBy: ['model'] })).rows.length, count);
      }
    });

    it('lists ended generations newest first, by page, key and state', async () => {
      const caller = await books().open({ micros: 1_000_000 });
      const ids: string[] = [];
      for (let index = 0; index < 5; index += 1) {
        books().nowMs += 1_000;
        const ticket = await books().accept(caller);
        ids.unshift(ticket.id);
        await (index === 2 ? books().fail(ticket) : books().succeed(ticket));
      }
      await books().fail(await books().accept(await books().open({ micros: 67_000 })));
      const { log } = createCallerBooks(books().store, clock, 15 * 24 * hourMs, () => undefined)(caller);
      const all = { fromMs: 0, toMs: books().nowMs + 1, offset: 0, limit: 10 } as const;
      const both = await log({ ...all, states: ['succeeded', 'failed'] });
      assert.deepEqual(
        both.entries.map(({ id }) => id),
        ids,
      );
      const page = await log({ ...all, states: ['succeeded'], keyName: 'a key', offset: 1, limit: 2 });
      assert.equal(page.total, 4);
      assert.deepEqual(
        page.entries.map(({ id }) => id),
        [ids[1], ids[3]],
      );
      assert.equal((await log({ ...all, states: ['succeeded'], keyName: 'no such key' })).total, 0);
      assert.equal(
        (await log({ ...all, states: ['failed'] })).entries[0]?.failureCode,
        'upstream_unavailable',
      );
    });

    it('sums up the hours of a year, however many generations ended in them', async () => {
      const { accountId } = await books().open();
      // 1,250 hours × 10 keys × 2 channels × 40 requests.
      const fromHour = Math.floor(Date.UTC(2026, 0, 1) / hourMs);
      await books().store.write(addUsage, { accountId, fromHour, count: 1_250, stepHours: 1, keys: 10 });
      const report = await ask(books(), { accountId, fromMs: 0, groupBy: ['day', 'model'] });
      assert.equal(
        report.rows.reduce((sum, row) => sum + row.requests, 0),
        1_000_000,
      );
    });

    it('refuses a report of more than 10,000 rows and says what to do', async () => {
      const { accountId } = await books().open();
      await books().store.write(addUsage, { accountId, fromHour: 0, count: 10_001, stepHours: 24, keys: 1 });
      const wish = { accountId, fromMs: 0, groupBy: ['day'] } as const;
      const days = (count: number) => ({ ...wish, toMs: count * 24 * hourMs });
      assert.equal((await ask(books(), days(10_000))).rows.length, 10_000);
      await assert.rejects(
        ask(books(), days(10_001)),
        (error) => error instanceof Failure && /shorter period/.test(error.message),
      );
    });
  });
});

describe('usage of whole days', () => {
  onEveryStore((books) => {
    const clock = { now: () => books().nowMs };
    const dayMs = 24 * hourMs;
    const today = Date.UTC(2026, 10, 21);
    const sumUp = async () => {
      let days = 0;
      while (await books().store.write(sumUpDay, { nowMs: books().nowMs })) days += 1;
      return days;
    };

    it('is summed up once they are over, and every report says what it said before', async () => {
      const caller = await books().open({ micros: 1_000_000 });
      const other = await books().open();
      for (const { accountId } of [caller, other]) {
        const fromHour = today / hourMs - 100;
        await books().store.write(addUsage, { accountId, fromHour, count: 34, stepHours: 3, keys: 2 });
      }
      const key = { ...caller, keyId: 'key_1' };
      const tell = async () => {
        const said: unknown[] = [];
        for (const [from, to] of [
          [0, Date.UTC(2100, 0, 1)],
          [today - 3 * dayMs, today],
          [today - 4 * dayMs + 5 * hourMs, today - 2 * dayMs + 7 * hourMs],
          [today - 3 * dayMs + hourMs, today - 3 * dayMs + 9 * hourMs],
        ] as const) {
          for (const wish of [
            { groupBy: ['day', 'account'] },
            { groupBy: ['key', 'channel'], accountId: caller.accountId },
            { groupBy: ['day'], accountId: caller.accountId, keyId: 'key_1', channel: 'two' },
          ] as const) {
            said.push(await reportUsage(books().store, clock, 'live', { ...wish, fromMs: from, toMs: to }));
          }
        }
        for (const range of ['24h', '7d', '30d'] as const) {
          said.push(await books().store.read(readActivity, { mode: 'live', nowMs: books().nowMs, range }));
        }
        said.push(
          await createCallerBooks(books().store, clock, 15 * 24 * hourMs, () => undefined)(key).account(),
        );
        return said;
      };
      const before = await tell();
      assert.equal(await sumUp(), 5);
      assert.deepEqual(await tell(), before);
      assert.equal(await sumUp(), 0, 'each once');
      await books().succeed(await books().accept(caller));
      assert.notDeepEqual(await tell(), before, 'today goes on');
    });

    it('waits for what ended just before midnight, and is checked by the audit', async () => {
      books().nowMs += dayMs;
      await sumUp();
      const endMs = Math.ceil(books().nowMs / dayMs) * dayMs;
      const caller = await books().open({ micros: 1_000_000 });
      books().nowMs = endMs - 1;
      await books().succeed(await books().accept(caller));
      books().nowMs = endMs + 2 * hourMs - 1;
      assert.equal(await sumUp(), 0);
      books().nowMs += 1;
      assert.equal(await sumUp(), 1);
      const problems = () => books().problems(caller.accountId);
      assert.deepEqual(await problems(), []);
      const statement = `update usage_days set charged_micros = 1 where account_id = '${caller.accountId}' returning day`;
      await books().store.write(tamper, { statement });
      assert.match(JSON.stringify(await problems()), /usage of whole days/);
    });
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { accountRoutes } from '../../src/admin/account-routes.ts';
import { accountView } from '../../src/admin/account-view.ts';
import type { AdminInput } from '../../src/admin/admin-route.ts';
import type { Operations } from '../../src/admin/operations.ts';
import { Refusal } from '../../src/generation/refusal.ts';
import type { StatementCursor, StatementLine } from '../../src/ledger/statement.ts';
import { onEveryStore, tester } from './open-books.test.kit.ts';

const price = 67_000;
const endOfTimeMs = 8_640_000_000_000_000;

describe('money of accounts', () => {
  onEveryStore((books) => {
    const available = async (accountId: string) =>
      (await books().accounts.show(accountId)).balances.live.availableMicros;

    it('lists accounts as each is shown by itself, in one look at the books however many there are', async () => {
      const [rich, busy, empty] = [
        await books().open({ micros: 3 * price }),
        await books().open({ micros: 4 * price }),
        await books().open(),
      ];
      const order = { mode: 'test', amountMicros: 7, reason: 'paid' } as const;
      const { transferId } = await books().accounts.topUp(rich.accountId, order, tester);
      await books().accounts.topUp(rich.accountId, { ...order, amountMicros: 5 }, tester);
      await books().accounts.reverse(transferId, 'bounced', tester);
      await books().succeed(await books().accept(busy), { chargedMicros: price - 1 });
      await books().accept(busy);
      await books().accept({ ...busy, mode: 'test' });

      const ids = (await books().accounts.list()).map(({ id }) => id);
      const alone: ReturnType<typeof accountView>[] = [];
      for (const id of ids) alone.push(accountView(await books().accounts.show(id)));
      const [route] = accountRoutes({ accounts: books().accounts } as Operations);
      const { reads } = books().store.stats();
      const answer = await route?.run({ query: { balances: 'true' } } as unknown as AdminInput);
      assert.ok(books().store.stats().reads - reads <= 2, 'no read for each');
      assert.deepEqual(JSON.parse(String(answer?.body)).data, alone);

      const of = ({ accountId }: { accountId: string }) => alone.find(({ id }) => id === accountId)?.balances;
      const nothing = { available_micros: 0, held_micros: 0, funded_micros: 0, spent_micros: 0 };
      const live = { ...nothing, unlimited: false };
      const test = { ...nothing, unlimited: true };
      assert.deepEqual(of(empty), { live, test });
      assert.deepEqual(of(rich), {
        live: { ...live, available_micros: 3 * price, funded_micros: 3 * price },
        test: { ...test, available_micros: 5, funded_micros: 5 },
      });
      assert.deepEqual(of(busy), {
        live: {
          ...live,
          available_micros: 2 * price + 1,
          held_micros: price,
          funded_micros: 4 * price,
          spent_micros: price - 1,
        },
        test: { ...test, available_micros: -price, held_micros: price },
      });
    });

    it('puts a payment in once, however often it is told of it', async () => {
      const { accountId } = await books().open();
      const order = { mode: 'live', amountMicros: 500, reference: 'pay-1', reason: 'paid' } as const;
      const first = await books().accounts.topUp(accountId, order, tester);
      const again = await books().accounts.topUp(accountId, order, tester);
      assert.deepEqual([first.repeated, again.repeated], [false, true]);
      assert.equal(again.transferId, first.transferId);
      assert.equal(await available(accountId), 500);
      const other = { ...order, amountMicros: 501 };
      await assert.rejects(books().accounts.topUp(accountId, other, tester), isRefusal('conflict'));
      const elsewhere = await books().open();
      await books().accounts.topUp(elsewhere.accountId, other, tester);
      assert.equal(await available(elsewhere.accountId), 501);
    });

    it('puts a payment in once when it is told of it many times at once, and tells each of them so', async () => {
      const { accountId } = await books().open();
      const order = { mode: 'live', amountMicros: 500, reference: 'pay-8', reason: 'paid' } as const;
      const tell = () => books().accounts.topUp(accountId, order, tester);
      const told = await Promise.all(Array.from({ length: 8 }, tell));
      assert.equal(told.filter(({ repeated }) => !repeated).length, 1);
      assert.equal(new Set(told.map(({ transferId }) => transferId)).size, 1);
      assert.equal(await available(accountId), 500);
      assert.deepEqual(await books().problems(accountId), []);
    });

    it('takes a payment back once, of many at the same time one', async () => {
      const { accountId } = await books().open();
      const order = { mode: 'live', amountMicros: 500, reason: 'paid' } as const;
      const { transferId } = await books().accounts.topUp(accountId, order, tester);
      // There is enough for a second time.
      await books().accounts.topUp(accountId, { ...order, amountMicros: 5_000 }, tester);
      const all = await Promise.allSettled(
        Array.from({ length: 8 }, () => books().accounts.reverse(transferId, 'bounced', tester)),
      );
      const refused = all.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []));
      assert.equal(refused.length, 7);
      for (const error of refused) {
        assert.ok(isRefusal('conflict')(error), String(error));
        assert.match(String(error), /was reversed before/);
      }
      assert.equal(await available(accountId), 5_000);
      assert.deepEqual(await books().problems(accountId), []);
    });

    it('refunds a charge once, of many at the same time one, and no more than it was', async () => {
      const caller = await books().open({ micros: price });
      const ticket = await books().accept(caller);
      await books().succeed(ticket);
      const refund = (amountMicros: number) =>
        books().accounts.refund(ticket.id, { amountMicros, reason: 'bad' }, tester);
      await assert.rejects(refund(price + 1), isRefusal('invalid'));
      const all = await Promise.allSettled(Array.from({ length: 8 }, () => refund(price - 1)));
      assert.equal(all.filter((one) => one.status === 'fulfilled').length, 1);
      assert.equal(await available(caller.accountId), price - 1);
      assert.deepEqual(await books().problems(caller.accountId), []);
    });

    it('has nothing to refund of what failed, runs or never was', async () => {
      const caller = await books().open({ micros: 3 * price });
      const failed = await books().accept(caller);
      await books().fail(failed);
      const running = await books().accept(caller);
      for (const id of [failed.id, running.id, 'nothing']) {
        await assert.rejects(books().accounts.refund(id, { reason: 'x' }, tester), isRefusal('not_found'));
      }
      await books().fail(running);
    });

    it('takes a top-up back once and never so that a prepaid account is overdrawn', async () => {
      const caller = await books().open({ micros: price });
      const order = { mode: 'live', amountMicros: 1_000, reason: 'paid' } as const;
      const { transferId } = await books().accounts.topUp(caller.accountId, order, tester);
      await books().succeed(await books().accept(caller));
      await books().accounts.reverse(transferId, 'bounced', tester);
      await assert.rejects(books().accounts.reverse(transferId, 'again', tester), isRefusal('conflict'));
      assert.equal(await available(caller.accountId), 0);
      const { lines } = await statementOf(caller.accountId, 100);
      const opening = lines.find((line) => line.reason === 'opening')?.transferId as string;
      await assert.rejects(books().accounts.reverse(opening, 'too late', tester), isRefusal('conflict'));
      const charge = lines.find((line) => line.kind === 'charge')?.transferId as string;
      await assert.rejects(books().accounts.reverse(charge, 'no', tester), isRefusal('invalid'));
      assert.deepEqual(await books().problems(caller.accountId), []);
    });

    const statementOf = (accountId: string, limit: number, after?: StatementCursor) =>
      books().accounts.statement({
        accountId,
        mode: 'live',
        limit,
        fromMs: 0,
        toMs: endOfTimeMs,
        ...(after ? { after } : {}),
      });

    it('takes no reference that looks like a reversal, whose id it would have', async () => {
      const { accountId } = await books().open();
      const topUp = (reference: string) =>
        books().accounts.topUp(
          accountId,
          { mode: 'live', amountMicros: 5, reason: 'paid', reference },
          tester,
        );
      await topUp('payment-1');
      await assert.rejects(topUp('payment-1:reversal'), isRefusal('invalid'));
    });

    it('states every transfer with the balance it left, whatever the size of the pages', async () => {
      const caller = await books().open({ micros: 10 * price });
      for (let count = 0; count < 4; count += 1) {
        const ticket = await books().accept(caller, 2);
        books().nowMs += 1_000;
        await books().succeed(ticket, { chargedMicros: price });
        books().nowMs += 1_000;
      }
      const whole = (await statementOf(caller.accountId, 1_000)).lines;
      assert.equal(whole[0]?.availableMicros, await available(caller.accountId));
      let running = 0;
      for (const line of [...whole].reverse()) {
        running += line.changeMicros;
        assert.equal(line.availableMicros, running);
      }
      const paged: StatementLine[] = [];
      let after: StatementCursor | undefined;
      do {
        const page = await statementOf(caller.accountId, 3, after);
        paged.push(...page.lines);
        after = page.next;
      } while (after);
      assert.deepEqual(paged, whole);
    });

    it('states a period of the past with the balances of that time', async () => {
      const caller = await books().open({ micros: 10 * price });
      books().nowMs += 1_000;
      const toMs = books().nowMs;
      await books().succeed(await books().accept(caller));
      const { lines } = await books().accounts.statement({
        accountId: caller.accountId,
        mode: 'live',
        limit: 10,
        fromMs: 0,
        toMs,
      });
      assert.deepEqual(
        lines.map((line) => [line.kind, line.availableMicros, line.reason, line.actor]),
        [['top-up', 10 * price, 'opening', 'tester']],
      );
    });
  });
});

const isRefusal = (code: string) => (error: unknown) => error instanceof Refusal && error.code === code;

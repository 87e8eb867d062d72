import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkActions } from '../../src/records/actions.ts';
import { type Books, onEveryStore, tester } from './open-books.test.kit.ts';
import { tamper } from './tamper.test.kit.ts';

/** What somebody does to the database by hand, and what undoes it. */
const faults = (id: string, accountId: string, keyId: string) => [
  {
    finds: 'balance equals its transfers',
    breaks: `update balances set available_micros = available_micros + 1 where account_id = '${accountId}'`,
    mends: `update balances set available_micros = available_micros - 1 where account_id = '${accountId}'`,
  },
  {
    finds: 'the charge is what the generation says',
    breaks: `update generations set charged_micros = charged_micros + 1 where id = '${id}'`,
    mends: `update generations set charged_micros = charged_micros - 1 where id = '${id}'`,
  },
  {
    finds: 'only a success is charged',
    breaks: `update generations set state = 'failed' where id = '${id}'`,
    mends: `update generations set state = 'succeeded' where id = '${id}'`,
  },
  {
    finds: 'nothing is held for a finished generation',
    breaks: `update transfers set amount_micros = amount_micros + 5 where id = '${id}:hold'`,
    mends: `update transfers set amount_micros = amount_micros - 5 where id = '${id}:hold'`,
  },
  {
    finds: 'a running generation is held for',
    breaks: `update generations set finished_at = null, held_micros = 7 where id = '${id}'`,
    mends: `update generations set finished_at = created_at, held_micros = 67000 where id = '${id}'`,
  },
  {
    finds: 'a generation is charged once',
    breaks: `insert into transfers (id, kind, account_id, mode, generation_id, debit, credit, amount_micros, created_at)
      values ('${id}:twice', 'charge', '${accountId}', 'live', '${id}', 'revenue', 'revenue', 1, 1)`,
    mends: `delete from transfers where id = '${id}:twice'`,
  },
  {
    finds: 'a refund is at most the charge',
    breaks: `insert into transfers (id, kind, account_id, mode, generation_id, debit, credit, amount_micros, created_at)
      values ('${id}:refund', 'refund', '${accountId}', 'live', '${id}', 'revenue', 'available', 67001, 1)`,
    mends: `delete from transfers where id = '${id}:refund'`,
  },
  {
    finds: 'a transfer belongs to a generation',
    breaks: `update transfers set generation_id = 'nobody' where id = '${id}:charge'`,
    mends: `update transfers set generation_id = '${id}' where id = '${id}:charge'`,
  },
  {
    finds: 'usage counts what was charged',
    breaks: `update usage_hours set charged_micros = charged_micros + 1 where account_id = '${accountId}'`,
    mends: `update usage_hours set charged_micros = charged_micros - 1 where account_id = '${accountId}'`,
  },
  {
    finds: 'a key counts what it runs',
    breaks: `update key_activity set sync_running = sync_running + 1 where key_id = '${keyId}'`,
    mends: `update key_activity set sync_running = sync_running - 1 where key_id = '${keyId}'`,
  },
];

describe('the auditor', () => {
  onEveryStore((books) => {
    const change = (statement: string) => books().store.write(tamper, { statement });

    it('finds each fault in the books, and nothing once it is mended', async () => {
      const caller = await books().open({ micros: 200_000 });
      const ticket = await books().accept(caller);
      await books().succeed(ticket);
      for (const { finds, breaks, mends } of faults(ticket.id, caller.accountId, caller.keyId)) {
        await change(breaks);
        const problems = (await books().problems()) as { check: string }[];
        assert.ok(
          problems.some(({ check }) => check === finds),
          `${finds}: ${JSON.stringify(problems)}`,
        );
        await change(mends);
        assert.deepEqual(await books().problems(), [], finds);
      }
    });
  });
});

describe('the log of actions', () => {
  onEveryStore((books) => {
    const change = (statement: string) => books().store.write(tamper, { statement });
    const check = (end?: { number: number; hash: string }) => books().store.read(checkActions, end);
    const firstBroken = async () => (await check()).firstBroken;

    it('names who did what to what, from where, before and after', async () => {
      const { id } = await books().accounts.create({ name: 'One', kind: 'unlimited' }, tester);
      await books().accounts.update(id, { name: 'Two', kind: 'prepaid' }, tester);
      const [row] = await books().store.read(tamper, {
        statement: 'select * from actions order by number desc limit 1',
      });
      assert.deepEqual(
        [row?.actor, row?.address, row?.request_id, row?.action, row?.subject, row?.before, row?.after],
        [
          'tester',
          '127.0.0.1',
          'test-request',
          'account.update',
          id,
          '{"name":"One","kind":"unlimited","price_percent":100}',
          '{"name":"Two","kind":"prepaid","price_percent":100}',
        ],
      );
    });

    it('lets two changes of an account at the same time both stand', async () => {
      const { id } = await books().accounts.create({ name: 'One', kind: 'unlimited' }, tester);
      for (let round = 0; round < 20; round += 1) {
        await books().accounts.update(id, { name: 'One', kind: 'unlimited' }, tester);
        const [after] = (
          await Promise.all([
            books().accounts.update(id, { kind: 'prepaid' }, tester),
            books().accounts.update(id, { name: 'Two' }, tester),
          ])
        ).filter(({ name, kind }) => name === 'Two' && kind === 'prepaid');
        assert.ok(after, `round ${round}: whoever was last saw the other's change`);
      }
    });

    it('has one unbroken chain however many write at once', async () => {
      await manyActions(books());
      assert.equal(await firstBroken(), undefined);
    });

    it('tells against an end that was kept what is gone from its end, also when others were written since', async () => {
      await manyActions(books());
      const { end } = await check();
      assert.equal((await check(end)).firstBroken, undefined);
      await manyActions(books());
      assert.equal((await check(end)).firstBroken, undefined, 'it may grow');
      await change(`delete from actions where number > ${end.number - 3}`);
      assert.equal((await check()).firstBroken, undefined, 'by itself the chain cannot tell');
      assert.equal((await check(end)).firstBroken, end.number - 2);
      await manyActions(books());
      assert.equal((await check(end)).firstBroken, end.number);
    });

    it('tells the first row that was changed, and the gap of one that was removed', async () => {
      await manyActions(books());
      await change("update actions set actor = 'somebody' where number = 5");
      assert.equal(await firstBroken(), 5);
      await change("update actions set actor = 'tester' where number = 5");
      assert.equal(await firstBroken(), undefined);
      await change('delete from actions where number = 7');
      assert.equal(await firstBroken(), 8);
    });
  });
});

const manyActions = (books: Books) =>
  Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      books.accounts.create({ name: `Customer ${index}`, kind: 'prepaid' }, tester),
    ),
  );

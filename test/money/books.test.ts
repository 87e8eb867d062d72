import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { tamper } from '../admin/tamper.test.kit.ts';
import { testEngines } from '../services/test-engines.ts';
import { type BookKeeper, openBookKeeper } from './book-keeper.test.kit.ts';
import { counted } from './site.test.kit.ts';
import { imagesUrl, priceMicros } from './surfaces.test.kit.ts';

for (const engine of testEngines()) {
  describe(`the auditor of the proofs on ${engine.name}`, () => {
    let books: BookKeeper;
    before(async () => {
      books = await openBookKeeper(engine);
    });
    after(() => books.close());

    it('finds a budget that does not tell what was spent, and a charge given back twice or too much of it', async () => {
      const account = await books.open(3 * priceMicros, counted);
      await imagesUrl.ask(books.gateway.url, account.key, 'audited');
      const [generation] = await account.generations();
      const id = generation?.id as string;
      assert.deepEqual([generation?.state, await account.errors()], ['succeeded', []]);

      const refund = (name: string, micros: number) =>
        `insert into transfers (id, kind, account_id, mode, generation_id, debit, credit, amount_micros, created_at)
         select '${id}:${name}', 'refund', account_id, mode, id, 'revenue', 'available', ${micros}, 1
         from generations where id = '${id}'`;
      const give = (micros: number) =>
        `update balances set available_micros = available_micros + ${micros}
         where account_id = (select account_id from generations where id = '${id}')`;
      const spend = (micros: number) =>
        `update key_spending set spent_micros = spent_micros + ${micros} where period = 'total'`;
      const change = async (...statements: string[]) => {
        for (const statement of statements) await books.store.write(tamper, { statement });
        return account.errors();
      };
      const [less] = await change(spend(-1));
      assert.match(less ?? '', /spent 66999 of its budget, 67000 are charged and 0 held/);
      assert.deepEqual(await change(spend(1)), []);
      assert.deepEqual(await change(refund('refund', priceMicros - 1), give(priceMicros - 1)), []);
      const [twice] = await change(refund('again', 1), give(1));
      assert.match(twice ?? '', /"refunds":2/);
      const much = `update transfers set amount_micros = amount_micros + 2 where id = '${id}:refund'`;
      const [more] = await change(`delete from transfers where id = '${id}:again'`, much, give(1));
      assert.match(more ?? '', /"refund":67001/);
    });
  });
}

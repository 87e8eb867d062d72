import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { type Accounts, createAccounts } from '../../src/admission/accounts.ts';
import { shippedPrices } from '../../src/catalog/shipped-prices.ts';
import { createPriceList } from '../../src/ledger/price-list.ts';
import { testEngines } from '../services/test-engines.ts';
import { type BookKeeper, type KeptAccount, openBookKeeper } from './book-keeper.test.kit.ts';
import { post, priceMicros, surfaces } from './surfaces.test.kit.ts';

const opening = 100_000_000;
const tester = { actor: 'test' };

for (const engine of testEngines()) {
  describe(`an account with prices of its own, on ${engine.name}`, () => {
    let books: BookKeeper;
    let accounts: Accounts;
    let account: KeptAccount;
    let nowMs = Date.now();
    before(async () => {
      const clock = { now: () => nowMs };
      books = await openBookKeeper(engine, { clock });
      accounts = createAccounts(books.store, clock);
    });
    beforeEach(async () => {
      account = await books.open(opening);
    });
    after(() => books.close());

    const pays = async (pricePercent: number) => {
      await accounts.update(account.id, { pricePercent }, tester);
      // Longer than a key, and a price, is remembered.
      nowMs += 10_000;
    };
    const paid = async () => opening - (await account.balance());
    const quoted = async () => {
      const body = { model: 'nano-banana-2', resolution: '1K' };
      const answer = await post(`${books.gateway.url}/v1/generations/quote`, account.key, body);
      return Number(JSON.parse(String(answer?.body)).per_image_usd) * 1_000_000;
    };

    it('is quoted, held and charged its percentage, whichever way it asks', async () => {
      await pays(80);
      const expected = priceMicros * 0.8;
      assert.equal(Math.round(await quoted()), expected);
      let before = 0;
      for (const surface of surfaces) {
        const answer = await surface.ask(books.gateway.url, account.key, 'a plantain');
        assert.equal(answer?.status, 200, surface.name);
        assert.equal((await paid()) - before, expected, surface.name);
        before = await paid();
      }
      assert.deepEqual(await account.errors(), []);
    });

    it('is refused what its money covers at the list and not at its percentage', async () => {
      const dear = await books.open(priceMicros * 10 - 1);
      await accounts.update(dear.id, { pricePercent: 1_000 }, tester);
      nowMs += 10_000;
      const refused = await surfaces[0]?.ask(books.gateway.url, dear.key, 'a plantain');
      assert.equal(refused?.status, 403);
      assert.match(String(refused?.body), /insufficient_quota/);
      assert.deepEqual(await dear.errors(), []);
    });

    it('pays parts of a micro-dollar as a whole one, and nothing at 0 %', async () => {
      await pays(33.33);
      await surfaces[0]?.ask(books.gateway.url, account.key, 'a third');
      assert.equal(await paid(), Math.ceil((priceMicros * 3_333) / 10_000));
      const before = await paid();
      await pays(0);
      const free = await surfaces[0]?.ask(books.gateway.url, account.key, 'for nothing');
      assert.deepEqual([free?.status, free?.headers.get('x-plantain-cost-usd')], [200, '0']);
      assert.equal(await paid(), before);
      assert.deepEqual(await account.errors(), []);
    });

    it('pays its percentage of a price per token, and never more than was held', async () => {
      const prices = createPriceList(books.store, { now: () => nowMs }, shippedPrices);
      const perToken = {
        unit: 'token',
        inputPerMillion: 0,
        textPerMillion: 0,
        imagePerMillion: 60_000_000,
        holdPerImage: 200_000,
      } as const;
      await prices.set('nano-banana-2', 'official', perToken, tester);
      await pays(50);
      const order = { model: 'nano-banana-2', prompt: 'tokens', strategy: 'official', wait: 60 };
      const ask = () => post(`${books.gateway.url}/v1/generations`, account.key, order);
      assert.equal((await ask())?.status, 200);
      assert.equal(await paid(), 1_120 * 30);
      await prices.set('nano-banana-2', 'official', { ...perToken, holdPerImage: 20_000 }, tester);
      nowMs += 10_000;
      const before = await paid();
      assert.equal((await ask())?.status, 200);
      assert.equal((await paid()) - before, 10_000);
      assert.deepEqual(await account.errors(), []);
    });

    it('pays what was accepted as it was accepted, whatever it pays when that ends', async () => {
      const sent = books.gateway.upstream.requests.length;
      const slow = surfaces[0]?.ask(books.gateway.url, account.key, 'pinned #emulate(latency, ms=900)');
      while (books.gateway.upstream.requests.length === sent)
        await new Promise((done) => setTimeout(done, 20));
      await pays(10);
      assert.equal((await slow)?.status, 200);
      assert.equal(await paid(), priceMicros);
      await surfaces[0]?.ask(books.gateway.url, account.key, 'cheaper');
      assert.equal(await paid(), priceMicros + priceMicros / 10);
      assert.deepEqual(await account.errors(), []);
    });
  });
}

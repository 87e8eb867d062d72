import assert from 'node:assert/strict';
import { it } from 'node:test';
import { shippedPrices } from '../../src/catalog/shipped-prices.ts';
import { createPriceList } from '../../src/ledger/price-list.ts';
import { onEveryStore, tester } from './open-books.test.kit.ts';

onEveryStore((books) => {
  it("another process's price is seen also when the clock was set back since the last look", async () => {
    let nowMs = Date.UTC(2026, 10, 21, 12);
    const clock = { now: () => nowMs };
    const open = () => createPriceList(books().store, clock, shippedPrices);
    const [here, there] = [open(), open()];
    const micros = async () => {
      const pinned = await here.pin('nano-banana', 'auto', '1K');
      return pinned?.price.unit === 'image' ? pinned.price.tiers['1K'] : undefined;
    };
    assert.equal(await micros(), 39_000);
    nowMs -= 3_600_000;
    await there.set('nano-banana', '*', { unit: 'image', tiers: { '1K': 50_000 } }, tester);
    assert.equal(await micros(), 50_000);
  });

  it('a price that was taken away is that of the catalog again, and where it has none that of all', async () => {
    const prices = createPriceList(books().store, { now: () => 0 }, shippedPrices);
    const pinned = async () => {
      const { version, price } = (await prices.pin('nano-banana-2', 'value', '1K')) ?? {};
      return [version, price?.unit === 'image' ? price.tiers['1K'] : undefined];
    };
    const shipped = await pinned();
    const set = (strategy: '*' | 'value', micros: number) =>
      prices.set('nano-banana-2', strategy, { unit: 'image', tiers: { '1K': micros } }, tester);
    await set('*', 50_000);
    await set('value', 40_000);
    assert.deepEqual(await pinned(), [1, 40_000]);
    await prices.remove('nano-banana-2', 'value', tester);
    assert.deepEqual(await pinned(), [1, 50_000]);
    await prices.remove('nano-banana-2', '*', tester);
    assert.deepEqual(await pinned(), shipped);
    await assert.rejects(prices.remove('nano-banana-2', '*', tester), /No price of its own was set/);
    assert.equal(await set('value', 30_000), 3);
    assert.deepEqual(await pinned(), [3, 30_000]);
  });

  it('two who set one price at once set two versions of it', async () => {
    const prices = createPriceList(books().store, { now: () => 0 }, shippedPrices);
    const versions = await Promise.all(
      [1, 2, 3].map((micros) =>
        prices.set('nano-banana-pro', 'auto', { unit: 'image', tiers: { '1K': micros } }, tester),
      ),
    );
    assert.deepEqual(versions.sort(), [1, 2, 3]);
  });
});

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
});

import type { PriceEntry } from '../ledger/price-rows.ts';
import { type AdminOperation, answered, listed } from './admin-route.ts';
import type { Operations } from './operations.ts';
import {
  priceOrder,
  pricePlace,
  readPriceOrder,
  readPricePlace,
  refuseMissingSizes,
} from './price-fields.ts';
import { priceView } from './price-view.ts';

/** `/prices`: what accounts pay. */
export const priceRoutes = ({ prices, catalog }: Operations): AdminOperation[] => [
  {
    method: 'GET',
    path: '/prices',
    docs: { summary: 'List the prices in force' },
    run: async () => listed((await prices.all()).map(priceView)),
  },
  {
    method: 'POST',
    path: '/prices',
    docs: {
      summary: 'Set a price; new requests pay it at once',
      body: priceOrder,
      exampleBody: {
        model: 'nano-banana-pro',
        price: { unit: 'image', tiers: { '1K': 150_000, '2K': 150_000, '4K': 260_000 } },
      },
    },
    async run({ by, body }) {
      const order = readPriceOrder(await body(), catalog);
      const { model, strategy, price } = order;
      const before = inForce(await prices.all(), order);
      refuseMissingSizes(order, catalog, before?.price);
      const version = await prices.set(model, strategy, price, by);
      return answered({ version, ...change(before, inForce(await prices.all(), order)) }, 201);
    },
  },
  {
    method: 'DELETE',
    path: '/prices',
    docs: {
      summary:
        'Take away a price that was set: that of the catalog is in force again, or where it has none that of `*`',
      query: pricePlace,
      exampleQuery: '?model=nano-banana-pro',
    },
    async run({ by, query }) {
      const place = readPricePlace(query, catalog);
      const before = inForce(await prices.all(), place);
      await prices.remove(place.model, place.strategy, by);
      return answered(change(before, inForce(await prices.all(), place)));
    },
  },
];

/** What a strategy costs: its own price, else that of all. */
const inForce = (
  all: readonly PriceEntry[],
  { model, strategy }: Pick<PriceEntry, 'model' | 'strategy'>,
): PriceEntry | undefined =>
  all.find((entry) => entry.model === model && entry.strategy === strategy) ??
  all.find((entry) => entry.model === model && entry.strategy === '*');

const change = (before?: PriceEntry, now?: PriceEntry) => ({
  before: before ? priceView(before) : null,
  data: now ? [priceView(now)] : [],
});

import { z } from 'zod';
import { queryText, readUsageWish, usageCsv, usageJson, wantsCsv } from '../generation/usage-report.ts';
import type { PriceEntry } from '../ledger/price-rows.ts';
import { actionView } from './action-view.ts';
import { type AdminRoute, answered, listed } from './admin-route.ts';
import { parseFields } from './fields.ts';
import type { Operations } from './operations.ts';
import { type PriceOrder, readPriceOrder, refuseMissingSizes } from './price-fields.ts';
import { priceView } from './price-view.ts';
import { readLimit, readMode } from './read-statement.ts';

/** What a strategy costs: its own price, else that of all. */
const inForce = (all: readonly PriceEntry[], { model, strategy }: PriceOrder): PriceEntry | undefined =>
  all.find((entry) => entry.model === model && entry.strategy === strategy) ??
  all.find((entry) => entry.model === model && entry.strategy === '*');

const before = z.object({ before: z.coerce.number().int().min(1).optional() });

/** `/prices`, `/usage` over all accounts, and `/actions`. */
export const reportRoutes = (operations: Operations): AdminRoute[] => [
  {
    method: 'GET',
    path: '/prices',
    run: async () => listed((await operations.prices.all()).map(priceView)),
  },
  {
    method: 'POST',
    path: '/prices',
    async run({ by, body }) {
      const order = readPriceOrder(await body(), operations.catalog);
      const { model, strategy, price } = order;
      const before = inForce(await operations.prices.all(), order);
      refuseMissingSizes(order, operations.catalog, before?.price);
      const version = await operations.prices.set(model, strategy, price, by);
      const set = inForce(await operations.prices.all(), order);
      return answered(
        { version, before: before ? priceView(before) : null, data: set ? [priceView(set)] : [] },
        201,
      );
    },
  },
  {
    method: 'GET',
    path: '/usage',
    async run({ query, accept }) {
      const report = await operations.usage(readMode(query), readUsageWish(query));
      if (!wantsCsv(query, accept)) return answered(usageJson(report, true));
      return {
        status: 200,
        headers: { 'content-type': 'text/csv; charset=utf-8; header=present', 'cache-control': 'no-store' },
        body: [usageCsv(report, true)],
      };
    },
  },
  {
    method: 'GET',
    path: '/actions',
    async run({ query }) {
      const start = parseFields(before, { before: queryText(query, 'before') }).before;
      const rows = await operations.actions({
        limit: readLimit(query, 1_000),
        ...(start === undefined ? {} : { before: start }),
      });
      return listed(rows.map(actionView));
    },
  },
];

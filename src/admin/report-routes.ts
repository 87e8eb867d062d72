import { z } from 'zod';
import { usageGroups } from '../generation/books.ts';
import { readUsageWish, usageCsv, usageJson, wantsCsv } from '../generation/usage-report.ts';
import type { PriceEntry } from '../ledger/price-rows.ts';
import { actionView } from './action-view.ts';
import { type AdminOperation, answered, listed } from './admin-route.ts';
import type { Operations } from './operations.ts';
import { type PriceOrder, priceOrder, readPriceOrder, refuseMissingSizes } from './price-fields.ts';
import { priceView } from './price-view.ts';
import { fromField, limitField, modeField, readMode, readQuery, toField } from './query-fields.ts';

/** What a strategy costs: its own price, else that of all. */
const inForce = (all: readonly PriceEntry[], { model, strategy }: PriceOrder): PriceEntry | undefined =>
  all.find((entry) => entry.model === model && entry.strategy === strategy) ??
  all.find((entry) => entry.model === model && entry.strategy === '*');

const only = (what: string) => z.string().describe(what).optional();
/** What `readUsageWish` and `wantsCsv` read. */
const usageQuery = z.object({
  mode: modeField,
  group_by: z
    .string()
    .describe(`Any of ${usageGroups.map((name) => `\`${name}\``).join(', ')}, separated by commas.`)
    .default('day'),
  from: fromField,
  to: toField,
  account_id: only('Only those of this account.'),
  key_id: only('Only those of this key.'),
  model: only('Only those of this model.'),
  channel: only('Only those of this channel.'),
  format: only('`csv`: as CSV, as with `Accept: text/csv`.'),
});
const actionQuery = z.object({
  before: z.coerce.number().int().min(1).describe('Only those before this number.').optional(),
  limit: limitField,
});

/** `/prices`, `/usage` over all accounts, and `/actions`. */
export const reportRoutes = (operations: Operations): AdminOperation[] => [
  {
    method: 'GET',
    path: '/prices',
    docs: { summary: 'List the prices in force' },
    run: async () => listed((await operations.prices.all()).map(priceView)),
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
    docs: {
      summary: 'What was used, charged and spent at channels, over all accounts, in whole hours; JSON or CSV',
      query: usageQuery,
      exampleQuery: '?group_by=account,model',
    },
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
    docs: { summary: 'What operators did, newest first', query: actionQuery, exampleQuery: '?limit=1' },
    async run({ query }) {
      const { before: start, limit } = readQuery(actionQuery, query);
      const rows = await operations.actions({
        limit,
        ...(start === undefined ? {} : { before: start }),
      });
      return listed(rows.map(actionView));
    },
  },
];

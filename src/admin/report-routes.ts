import { z } from 'zod';
import { usageGroups } from '../generation/books.ts';
import { readUsageWish, usageCsv, usageJson, wantsCsv } from '../generation/usage-report.ts';
import { actionView } from './action-view.ts';
import { type AdminOperation, answered, listed } from './admin-route.ts';
import type { Operations } from './operations.ts';
import { fromField, limitField, modeField, readMode, readQuery, toField } from './query-fields.ts';

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

/** `/usage` over all accounts, and `/actions`. */
export const reportRoutes = (operations: Operations): AdminOperation[] => [
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

import { z } from 'zod';
import type { ArtifactLinks } from '../generation/artifact-links.ts';
import { usdToMicros } from '../generation/price.ts';
import { queryText } from '../generation/usage-report.ts';
import { caseCost } from '../verification/case-cost.ts';
import type { RunDesk } from '../verification/run-desk.ts';
import { type AdminRoute, answered, idOf, listed } from './admin-route.ts';
import { parseFields, text, time } from './fields.ts';
import { readLimit } from './read-statement.ts';
import { evidenceView, quoteView, rowView, runView } from './verification-view.ts';

const usd = z
  .union([z.number(), z.string()])
  .transform(String)
  .refine((value) => usdToMicros(value) !== undefined, 'must be dollars, such as 2.5')
  .transform((value) => usdToMicros(value) as number);
const names = z.array(text(200)).min(1).max(100).optional();
const order = z.strictObject({
  channel: text(200),
  models: names,
  contracts: names,
  features: names,
  cap_usd: usd.optional(),
  /** The upstream can be told to fail: moderation is checked, too. */
  emulated: z.boolean().optional(),
});
const resumption = z.strictObject({ cap_usd: usd.optional() });
const page = z.object({ before: time.optional(), channel: text(200).optional() });
const cell = z.object({ case: text(500), channel: text(200).optional() });
const choice = z.object({
  model: text(200).optional(),
  contract: text(200).optional(),
  status: text(50).optional(),
});

/** `/verification`: what checks cost, runs of them, and what they found out. */
export const verificationRoutes = (desk: RunDesk, links: ArtifactLinks): AdminRoute[] => [
  {
    method: 'POST',
    path: '/verification/quotes',
    async run(input) {
      return answered(quoteView(await desk.quote(readWish(await input.body()))));
    },
  },
  {
    method: 'POST',
    path: '/verification/runs',
    run: async (input) => answered(runView(await desk.start(readWish(await input.body()), input.by)), 202),
  },
  {
    method: 'GET',
    path: '/verification/runs',
    async run({ query }) {
      const { before, channel } = parseFields(page, {
        before: queryText(query, 'before'),
        channel: queryText(query, 'channel'),
      });
      const runs = await desk.list({
        limit: readLimit(query, 1_000),
        ...(before === undefined ? {} : { beforeMs: before }),
        ...(channel === undefined ? {} : { channel }),
      });
      return listed(runs.map(runView));
    },
  },
  {
    method: 'GET',
    path: '/verification/runs/:id',
    run: async (input) => answered(runView(await desk.show(idOf(input)))),
  },
  {
    method: 'POST',
    path: '/verification/runs/:id/cancel',
    run: async (input) => answered(runView(await desk.cancel(idOf(input), input.by))),
  },
  {
    method: 'POST',
    path: '/verification/runs/:id/resume',
    async run(input) {
      const { cap_usd } = parseFields(resumption, await input.body());
      return answered(runView(await desk.resume(idOf(input), cap_usd, input.by)), 202);
    },
  },
  {
    method: 'GET',
    path: '/verification/table',
    async run({ query }) {
      const { model, contract, status } = parseFields(choice, {
        model: queryText(query, 'model'),
        contract: queryText(query, 'contract'),
        status: queryText(query, 'status'),
      });
      const rows = (await desk.table()).filter(
        (row) =>
          (model === undefined || row.case.model === model) &&
          (contract === undefined || row.case.contract === contract) &&
          (status === undefined || row.status === status),
      );
      return listed(rows.map(rowView));
    },
  },
  {
    method: 'GET',
    path: '/verification/evidence',
    async run({ query }) {
      const read = parseFields(cell, {
        case: queryText(query, 'case'),
        channel: queryText(query, 'channel'),
      });
      const found = await desk.history({
        caseId: read.case,
        limit: readLimit(query, 1_000),
        ...(read.channel === undefined ? {} : { channel: read.channel }),
      });
      const { id, label, proves, lies } = found.case;
      const costs = caseCost(found.case);
      return answered({
        object: 'list',
        case: { id, label, proves, costs, lies },
        data: found.evidence.map((entry) => evidenceView(entry, links)),
      });
    },
  },
];

function readWish(body: unknown) {
  const { cap_usd, ...wish } = parseFields(order, body);
  return { ...wish, capMicros: cap_usd };
}

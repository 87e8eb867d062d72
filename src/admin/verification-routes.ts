import { z } from 'zod';
import type { ArtifactLinks } from '../generation/artifact-links.ts';
import { usdToMicros } from '../generation/price.ts';
import { caseCost } from '../verification/case-cost.ts';
import type { RunDesk } from '../verification/run-desk.ts';
import { type AdminOperation, answered, idOf, listed } from './admin-route.ts';
import { parseFields, text, time } from './fields.ts';
import { limitField, readQuery } from './query-fields.ts';
import { evidenceView, quoteView, rowView, runView } from './verification-view.ts';

const usd = z
  .union([z.number(), z.string()])
  .transform(String)
  .refine((value) => usdToMicros(value) !== undefined, 'must be dollars, such as 2.5')
  .transform((value) => usdToMicros(value) as number);
const names = (what: string) => z.array(text(200)).min(1).max(100).describe(what).optional();
const only = (what: string) => text(200).describe(what).optional();
const cap = usd.describe('What it may cost at most, in dollars; a run against a real upstream must say it.');
const runOrder = z.strictObject({
  channel: text(200).describe('The channel that is checked.'),
  models: names('Only these models.'),
  contracts: names('Only these contracts.'),
  features: names('Only these features.'),
  cap_usd: cap.optional(),
  emulated: z
    .boolean()
    .describe('The upstream is an emulator that can be told to fail: moderation is checked, too.')
    .optional(),
});
const resumption = z.strictObject({ cap_usd: cap.optional() });
const runQuery = z.object({
  before: time.describe('Only those before: a date or an ISO time.').optional(),
  channel: only('Only those of this channel.'),
  limit: limitField,
});
const evidenceQuery = z.object({
  case: text(500).describe('The row, as `case` of the table names it.'),
  channel: only('Only those of this channel.'),
  limit: limitField,
});
const tableQuery = z.object({
  model: only('Only those of this model.'),
  contract: only('Only those of this contract.'),
  status: text(50).describe('Only those of this state: `Verified`, `Failing`, `Beta`, …').optional(),
});

/** `/verification`: what checks cost, runs of them, and what they found out. */
export const verificationRoutes = (desk: RunDesk, links: ArtifactLinks): AdminOperation[] => [
  {
    method: 'POST',
    path: '/verification/quotes',
    docs: {
      summary: 'What a run of checks would do and cost',
      body: runOrder,
      exampleBody: { channel: 'upstream', models: ['nano-banana-2'], features: ['text-to-image'] },
    },
    async run(input) {
      return answered(quoteView(await desk.quote(readWish(await input.body()))));
    },
  },
  {
    method: 'POST',
    path: '/verification/runs',
    docs: {
      summary: 'Begin a run of checks',
      body: runOrder,
      exampleBody: {
        channel: 'upstream',
        models: ['nano-banana-2'],
        contracts: ['generations'],
        features: ['text-to-image'],
        cap_usd: 1,
      },
    },
    run: async (input) => answered(runView(await desk.start(readWish(await input.body()), input.by)), 202),
  },
  {
    method: 'GET',
    path: '/verification/runs',
    docs: { summary: 'List the runs of checks, newest first', query: runQuery, exampleQuery: '?limit=1' },
    async run({ query }) {
      const { before, channel, limit } = readQuery(runQuery, query);
      const runs = await desk.list({
        limit,
        ...(before === undefined ? {} : { beforeMs: before }),
        ...(channel === undefined ? {} : { channel }),
      });
      return listed(runs.map(runView));
    },
  },
  {
    method: 'GET',
    path: '/verification/runs/:id',
    docs: { summary: 'Show a run of checks' },
    run: async (input) => answered(runView(await desk.show(idOf(input)))),
  },
  {
    method: 'POST',
    path: '/verification/runs/:id/cancel',
    docs: { summary: 'End a run after the requests under way' },
    run: async (input) => answered(runView(await desk.cancel(idOf(input), input.by))),
  },
  {
    method: 'POST',
    path: '/verification/runs/:id/resume',
    docs: {
      summary: 'Go on with a run that was capped, cancelled or broken off',
      body: resumption,
      exampleBody: { cap_usd: 5 },
    },
    async run(input) {
      const { cap_usd } = parseFields(resumption, await input.body());
      return answered(runView(await desk.resume(idOf(input), cap_usd, input.by)), 202);
    },
  },
  {
    method: 'GET',
    path: '/verification/table',
    docs: {
      summary: 'The capability table',
      query: tableQuery,
      exampleQuery: '?model=nano-banana-2&contract=generations&status=Verified',
    },
    async run({ query }) {
      const { model, contract, status } = readQuery(tableQuery, query);
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
    docs: {
      summary: 'A row of the table and what was found out about it, newest first',
      query: evidenceQuery,
      exampleQuery: '?case=nano-banana-2/generations/text-to-image',
    },
    async run({ query }) {
      const read = readQuery(evidenceQuery, query);
      const found = await desk.history({
        caseId: read.case,
        limit: read.limit,
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
  const { cap_usd, ...wish } = parseFields(runOrder, body);
  return { ...wish, capMicros: cap_usd };
}

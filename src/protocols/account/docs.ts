import { z } from 'zod';
import type { RouteDocs } from '../../generation/route-docs.ts';

const period = { from: 'A date, ISO time or Unix seconds.', to: 'The same; not included.' };

/** new-api's envelope. */
const success = (description: string) => ({
  description,
  schema: z.looseObject({ success: z.literal(true), message: z.string().optional(), data: z.unknown() }),
});

const filters = {
  start_timestamp: 'Unix seconds.',
  end_timestamp: 'Unix seconds.',
  model_name: 'Only one model.',
  token_name: 'Only the key of this name.',
};

/** What `/openapi.json` says of these routes. */
export const docs = {
  usage: {
    summary: 'Usage of the account',
    query: {
      ...period,
      group_by: 'key, model, channel, day; separated by commas.',
      key_id: 'Only one key.',
      model: 'Only one model.',
      channel: 'Only one channel.',
      format: '`csv`: as CSV.',
    },
    answers: {
      200: {
        description: 'Sums over ended generations.',
        schema: z.looseObject({ object: z.literal('usage'), data: z.array(z.looseObject({})) }),
        name: 'Usage',
      },
    },
  },
  self: { summary: 'The account of this key', answers: { 200: success('Balance as quota.') } },
  log: {
    summary: 'Ended generations',
    query: { ...filters, p: 'Page, from 1.', page_size: 'Up to 100.', type: '2 charged, 5 failed.' },
    answers: { 200: success('A page.') },
  },
  stat: {
    summary: 'Sums over the log',
    query: filters,
    answers: { 200: success('Quota, requests and tokens per minute.') },
  },
  status: { summary: 'What quota is worth', answers: { 200: success('Units per dollar.') } },
  pricing: { summary: 'Prices in force', answers: { 200: success('One entry per model.') } },
  balance: {
    summary: 'What this key may spend',
    answers: {
      200: {
        description: 'Dollars.',
        schema: z.object({ code: z.literal(200), message: z.string(), data: z.number() }),
      },
    },
  },
} satisfies Record<string, RouteDocs>;

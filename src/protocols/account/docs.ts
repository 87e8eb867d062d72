import { z } from 'zod';
import type { RouteDocs } from '../../generation/route-docs.ts';
import { createToken, updateToken } from './token-fields.ts';

const period = {
  from: 'A date, ISO time or Unix seconds. Counted are whole hours of UTC: the one it is in counts as a whole.',
  to: 'The same; not included, but for the rest of an hour that has begun. Later than `from`.',
};

/** new-api's envelope. */
const success = (description: string) => ({
  description,
  schema: z.looseObject({ success: z.literal(true), message: z.string().optional(), data: z.unknown() }),
});

const filters = {
  start_timestamp: 'Unix seconds.',
  end_timestamp: 'Unix seconds; included.',
  model_name: 'Only one model.',
  token_name: 'Only the key of this name.',
};

const page = { p: 'Page, from 1.', page_size: 'Up to 100.' };

const tokenRights =
  "new-api's shapes. Asked with a key made with `manage_keys`, in the place of new-api's access token; `New-Api-User` is not read. Keys of the same account and mode.";

const token = z.looseObject({
  id: z.int(),
  user_id: z.int().describe('As `id` of `/api/user/self`.'),
  key: z.string().describe('First and last characters.'),
  status: z.int().describe('1 on, 2 off, 3 expired, 4 its quota used up.'),
  name: z.string(),
  created_time: z.int(),
  accessed_time: z.int().describe('By the hour.'),
  expired_time: z.int().describe('-1: never.'),
  remain_quota: z
    .int()
    .describe(
      'Of its budget in all, as `PUT` sets it; 0 without one. Budgets of a day or month are not in it.',
    ),
  unlimited_quota: z.boolean().describe('Whether it has no budget in all.'),
  used_quota: z.int(),
  model_limits_enabled: z.boolean(),
  model_limits: z.string(),
  allow_ips: z.string(),
  group: z.literal('default'),
});
const answered = { success: z.literal(true), message: z.string() };
const oneToken = z.object({ ...answered, data: token });
const tokenPage = z.object({
  ...answered,
  data: z.object({ page: z.int(), page_size: z.int(), total: z.int(), items: z.array(token) }),
});
const removed = z.object(answered);

const usage = z.object({
  object: z.literal('usage'),
  from: z.string().describe('What was counted: whole hours of UTC.'),
  to: z.string().describe('Not included.'),
  group_by: z.array(z.string()),
  currency: z.literal('USD'),
  data: z.array(
    z.object({
      key: z.string().optional().describe('This and the next four where they are in `group_by`.'),
      key_name: z.string().optional().describe('`Console` for what was asked for there.'),
      model: z.string().optional(),
      channel: z.string().optional().describe('Empty: no channel was tried.'),
      day: z.string().optional().describe('Like 2026-11-01, of UTC.'),
      requests: z.int().describe('succeeded, failed and cancelled.'),
      succeeded: z.int(),
      failed: z.int(),
      cancelled: z.int(),
      images: z.int(),
      prompt_tokens: z.int(),
      output_tokens: z.int(),
      charged_usd: z.string().describe('Refunds are not taken off; the account’s balance has them.'),
    }),
  ),
});

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
        schema: usage,
        name: 'Usage',
      },
    },
  },
  self: {
    summary: 'The account of this key',
    answers: {
      200: success('Balance as quota; `id` is a whole number made of `account_id`, always the same.'),
    },
  },
  log: {
    summary: 'Ended generations',
    description:
      'What each was charged, as it was charged: a refund does not change its entry. `quota` and `used_quota` of `/api/user/self` have it.',
    query: { ...filters, p: 'Page, from 1.', page_size: 'Up to 100.', type: '2 charged, 5 failed.' },
    answers: { 200: success('A page.') },
  },
  stat: {
    summary: 'Sums over the log',
    description:
      'The quota of the same generations that the log lists for the period. Of a period of more than 10,000, or from before the oldest kept, it is of those that ended in the period. Refunds are not taken off.',
    query: filters,
    answers: { 200: success('Quota, requests and tokens per minute.') },
  },
  tokens: {
    summary: 'Keys of the account',
    description: tokenRights,
    query: page,
    answers: { 200: { ...success('A page.'), schema: tokenPage } },
  },
  searchTokens: {
    summary: 'Search keys',
    description: tokenRights,
    query: { keyword: 'A part of the name.', token: 'A key, or a part of `key` in a list.', ...page },
    answers: { 200: { ...success('A page.'), schema: tokenPage } },
  },
  token: {
    summary: 'One key',
    description: tokenRights,
    answers: { 200: { ...success('The key.'), schema: oneToken } },
  },
  makeToken: {
    summary: 'Make a key',
    description: `${tokenRights} `.concat('The answer is the only one with the key in clear.'),
    body: createToken,
    bodyName: 'NewToken',
    answers: { 200: { ...success('The key in clear.'), schema: oneToken } },
  },
  changeToken: {
    summary: 'Change a key',
    description: `${tokenRights} `.concat('What is absent stays as it is.'),
    query: { status_only: 'Anything: nothing but `status` changes.' },
    body: updateToken,
    bodyName: 'TokenChange',
    answers: { 200: { ...success('The key.'), schema: oneToken } },
  },
  removeToken: {
    summary: 'Remove a key',
    description: tokenRights,
    answers: { 200: { description: 'It is refused within a second.', schema: removed } },
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

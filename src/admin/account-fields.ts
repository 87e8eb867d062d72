import { z } from 'zod';
import type { AccountOrder, TopUpOrder } from '../admission/accounts.ts';
import { micros, mode, parseFields, text } from './fields.ts';

const kind = z
  .enum(['unlimited', 'prepaid'])
  .describe('`prepaid` spends what was put in and no more; `unlimited` is only counted.');
const amount = micros.min(1, 'must be more than nothing');
const reason = text(500).describe('Why; it stands in the statement and in the log of actions.');
const name = text(200).describe('A name for people.');

const percent = z
  .number()
  .min(0, 'must not be negative')
  .max(1_000, 'must be at most 1000')
  // Hundredths have no exact form in binary.
  .refine((value) => Math.abs(value * 100 - Math.round(value * 100)) < 1e-6, 'must have at most two decimals')
  .describe(
    'What it pays of the prices of the list, in percent: 80 is a fifth less. Holds from the next request on.',
  );

export const accountOrder = z.strictObject({
  name,
  kind: kind.default('unlimited'),
  price_percent: percent.default(100),
});
export const accountChange = z.strictObject({
  name: name.optional(),
  kind: kind.optional(),
  price_percent: percent.optional(),
});
export const topUp = z.strictObject({
  amount_micros: amount.describe('Micro-USD: a dollar is 1000000.'),
  mode: mode.describe('Which of its two balances.').default('live'),
  reference: text(200)
    .describe('Your own id of the payment: repeated with it, a top-up is made once.')
    .optional(),
  reason,
});
export const refund = z.strictObject({
  amount_micros: amount.describe('Micro-USD; what was charged where absent.').optional(),
  reason,
});
export const reversal = z.strictObject({ reason });

export function readAccountOrder(body: unknown): AccountOrder {
  const { name, kind, price_percent } = parseFields(accountOrder, body);
  return { name, kind, pricePercent: price_percent };
}

export function readAccountChange(body: unknown): Partial<AccountOrder> {
  const { name, kind, price_percent } = parseFields(accountChange, body);
  return {
    ...(name === undefined ? {} : { name }),
    ...(kind === undefined ? {} : { kind }),
    ...(price_percent === undefined ? {} : { pricePercent: price_percent }),
  };
}

export function readTopUp(body: unknown): TopUpOrder {
  const { amount_micros, mode, reference, reason } = parseFields(topUp, body);
  return { amountMicros: amount_micros, mode, reason, ...(reference === undefined ? {} : { reference }) };
}

export function readRefund(body: unknown): { amountMicros?: number; reason: string } {
  const { amount_micros, reason } = parseFields(refund, body);
  return { reason, ...(amount_micros === undefined ? {} : { amountMicros: amount_micros }) };
}

export const readReversal = (body: unknown) => parseFields(reversal, body);

import { z } from 'zod';
import type { AccountChange } from '../admission/account-rows.ts';
import type { TopUpOrder } from '../admission/accounts.ts';
import { micros, mode, parseFields, text } from './fields.ts';

const kind = z.enum(['unlimited', 'prepaid']);
const amount = micros.min(1, 'must be more than nothing');
const reason = text(500);

const create = z.strictObject({ name: text(200), kind: kind.default('unlimited') });
const update = z.strictObject({ name: text(200).optional(), kind: kind.optional() });
const topUp = z.strictObject({
  amount_micros: amount,
  mode: mode.default('live'),
  reference: text(200).optional(),
  reason,
});
const refund = z.strictObject({ amount_micros: amount.optional(), reason });
const reversal = z.strictObject({ reason });

export const readAccountOrder = (body: unknown) => parseFields(create, body);

export function readAccountChange(body: unknown): Pick<AccountChange, 'name' | 'kind'> {
  const { name, kind } = parseFields(update, body);
  return { ...(name === undefined ? {} : { name }), ...(kind === undefined ? {} : { kind }) };
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

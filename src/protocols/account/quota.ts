import type { AccountState } from '../../generation/books.ts';
import type { Micros } from '../../generation/price.ts';

/** new-api counts money in units of this many to a dollar. */
export const quotaPerUnit = 500_000;
/** What an account without a limit has, in dollars: new-api says the same of unlimited keys. */
const unlimitedUsd = 100_000_000;

export const quotaOf = (micros: Micros): number => Math.round((micros * quotaPerUnit) / 1_000_000);

export const microsOfQuota = (quota: number): Micros => Math.round((quota * 1_000_000) / quotaPerUnit);

/** What the account may still spend, in micro-USD. */
export const availableMicros = ({ balance }: AccountState): Micros =>
  balance.unlimited ? unlimitedUsd * 1_000_000 : balance.availableMicros;

/** What this key may still spend, in micro-USD: no more than its own budget. */
export const spendableMicros = (account: AccountState): Micros =>
  Math.min(availableMicros(account), account.keyBudgetLeftMicros ?? Number.MAX_SAFE_INTEGER);

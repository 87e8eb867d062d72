import type { Mode } from '../generation/caller.ts';
import { Failure } from '../generation/failure.ts';
import type { Micros } from '../generation/price.ts';
import type { Db } from '../store/unit.ts';
import { addAvailable, lockAccount, takeAvailable, transfer } from './transfers.ts';

export interface Hold {
  readonly generationId: string;
  readonly accountId: string;
  readonly mode: Mode;
  /** Unlimited accounts and test books may go below zero. */
  readonly mayOverdraw: boolean;
  readonly amountMicros: Micros;
  readonly nowMs: number;
}

/**
 * Sets money aside, inside the accepting transaction. One guarded statement takes it: whatever runs beside
 * it, an account cannot be overdrawn. Throws `insufficient_balance`.
 */
export async function hold(db: Db, entry: Hold): Promise<void> {
  if (entry.amountMicros === 0) return lockAccount(db, entry.accountId, entry.mode);
  if (entry.mayOverdraw) await addAvailable(db, entry.accountId, entry.mode, -entry.amountMicros);
  else if (!(await takeAvailable(db, entry.accountId, entry.mode, entry.amountMicros))) {
    throw new Failure('insufficient_balance');
  }
  await transfer(db, {
    id: `${entry.generationId}:hold`,
    kind: 'hold',
    accountId: entry.accountId,
    mode: entry.mode,
    generationId: entry.generationId,
    debit: 'available',
    credit: 'held',
    amountMicros: entry.amountMicros,
    nowMs: entry.nowMs,
  });
}

import type { Mode } from '../generation/caller.ts';
import { Failure } from '../generation/failure.ts';
import type { Micros } from '../generation/price.ts';
import type { Db } from '../store/unit.ts';
import { addAvailable, transfer } from './transfers.ts';

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
  if (entry.amountMicros === 0) return;
  if (entry.mayOverdraw) await addAvailable(db, entry.accountId, entry.mode, -entry.amountMicros);
  else await takeAvailable(db, entry);
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

async function takeAvailable(db: Db, entry: Hold): Promise<void> {
  const taken = await db
    .updateTable('balances')
    .set((set) => ({ available_micros: set('available_micros', '-', entry.amountMicros) }))
    .where('account_id', '=', entry.accountId)
    .where('mode', '=', entry.mode)
    .where('available_micros', '>=', entry.amountMicros)
    .executeTakeFirst();
  if (taken.numUpdatedRows !== 1n) throw new Failure('insufficient_balance');
}

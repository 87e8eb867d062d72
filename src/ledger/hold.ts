import type { Mode } from '../generation/caller.ts';
import { Failure } from '../generation/failure.ts';
import type { Micros } from '../generation/price.ts';
import type { Db } from '../store/unit.ts';
import { addAvailable, lockAccount, type Transfer, takeAvailable, transfer } from './transfers.ts';

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
 * Sets money of one account and mode aside, inside the accepting transaction. One guarded statement takes it: whatever
 * runs beside it, an account cannot be overdrawn. Throws `insufficient_balance` when it does not cover every entry.
 * `noteHold` of the same entries must follow in the transaction.
 */
export async function hold(db: Db, entries: readonly Hold[]): Promise<void> {
  const [first] = entries;
  if (!first) return;
  const { accountId, mode } = first;
  const amountMicros = entries.reduce((sum, entry) => sum + entry.amountMicros, 0);
  if (amountMicros === 0) return lockAccount(db, accountId, mode);
  if (entries.every((entry) => entry.mayOverdraw)) await addAvailable(db, accountId, mode, -amountMicros);
  else if (!(await takeAvailable(db, accountId, mode, amountMicros))) {
    throw new Failure('insufficient_balance');
  }
}

/** Writes into the books what `hold` has taken. */
export async function noteHold(db: Db, entries: readonly Hold[]): Promise<void> {
  await transfer(db, ...entries.map(transferOf));
}

const transferOf = (entry: Hold): Transfer => ({
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

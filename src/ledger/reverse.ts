import type { Mode } from '../generation/caller.ts';
import { Refusal } from '../generation/refusal.ts';
import { type Actor, noteAction } from '../records/actions.ts';
import type { Db } from '../store/unit.ts';
import { addAvailable, type LedgerAccount, takeAvailable, transfer } from './transfers.ts';

export interface Reversal {
  readonly transferId: string;
  readonly reason: string;
  readonly by: Actor;
  readonly nowMs: number;
  /** Whether the account may go below zero by it. */
  mayOverdraw(accountId: string, mode: Mode): Promise<boolean>;
}

export interface Reversed {
  readonly transferId: string;
  readonly accountId: string;
  readonly mode: Mode;
  readonly amountMicros: number;
}

/** Takes a top-up or a refund back, once, by a transfer the other way: rows are never changed. */
export async function reverse(db: Db, entry: Reversal): Promise<Reversed> {
  const { transferId: reversedId, by, reason, nowMs } = entry;
  const original = await db
    .selectFrom('transfers')
    .selectAll()
    .where('id', '=', reversedId)
    .executeTakeFirst();
  if (!original) throw new Refusal('not_found', `There is no transfer ${reversedId}.`);
  if (original.kind !== 'top-up' && original.kind !== 'refund') {
    throw new Refusal('invalid', `A ${original.kind} cannot be reversed; only top-ups and refunds can.`);
  }
  const transferId = `${reversedId}:reversal`;
  const earlier = await db
    .selectFrom('transfers')
    .select('id')
    .where('id', '=', transferId)
    .executeTakeFirst();
  if (earlier) throw new Refusal('conflict', `The transfer ${reversedId} was reversed before.`);
  const { account_id: accountId, amount_micros: amountMicros } = original;
  const mode = original.mode as Mode;
  if (await entry.mayOverdraw(accountId, mode)) await addAvailable(db, accountId, mode, -amountMicros);
  else if (!(await takeAvailable(db, accountId, mode, amountMicros))) {
    throw new Refusal('conflict', 'The account does not have that much left; it may not go below zero.');
  }
  await transfer(db, {
    id: transferId,
    kind: 'reversal',
    accountId,
    mode,
    ...(original.generation_id === null ? {} : { generationId: original.generation_id }),
    debit: original.credit as LedgerAccount,
    credit: original.debit as LedgerAccount,
    amountMicros,
    actor: by.actor,
    note: reason,
    nowMs,
  });
  await noteAction(db, {
    by,
    action: 'transfer.reverse',
    subject: reversedId,
    after: { transferId, accountId, amountMicros, reason },
    nowMs,
  });
  return { transferId, accountId, mode, amountMicros };
}

import type { Mode } from '../generation/caller.ts';
import type { Micros } from '../generation/price.ts';
import { Refusal } from '../generation/refusal.ts';
import { type Actor, noteAction } from '../records/actions.ts';
import type { Db } from '../store/unit.ts';
import { addAvailable, transfer } from './transfers.ts';

export interface TopUp {
  /** Id of the transfer unless `reference` gives it one. */
  readonly id: string;
  readonly accountId: string;
  readonly mode: Mode;
  readonly amountMicros: Micros;
  /** The payment's own number: a top-up repeated with it is done once. */
  readonly reference?: string;
  readonly reason: string;
  readonly by: Actor;
  readonly nowMs: number;
}

/** Adds money that came in. Resolves with the transfer's id; a `reference` used with another amount is a conflict. */
export async function topUp(db: Db, entry: TopUp): Promise<{ transferId: string; repeated: boolean }> {
  const { accountId, mode, amountMicros, reference, by, nowMs } = entry;
  if (reference?.endsWith(':reversal')) {
    throw new Refusal('invalid', 'A reference cannot end in :reversal, as reversals do.', 'reference');
  }
  const transferId =
    reference === undefined ? `top-up:${entry.id}` : `top-up:${accountId}:${mode}:${reference}`;
  const earlier = await db
    .selectFrom('transfers')
    .select('amount_micros')
    .where('id', '=', transferId)
    .executeTakeFirst();
  if (earlier) {
    if (earlier.amount_micros === amountMicros) return { transferId, repeated: true };
    throw new Refusal('conflict', `A top-up of another amount has the reference ${reference}.`, 'reference');
  }
  await addAvailable(db, accountId, mode, amountMicros);
  await transfer(db, {
    id: transferId,
    kind: 'top-up',
    accountId,
    mode,
    debit: 'funding',
    credit: 'available',
    amountMicros,
    actor: by.actor,
    note: entry.reason,
    nowMs,
  });
  await noteAction(db, {
    by,
    action: 'account.top_up',
    subject: accountId,
    after: { transferId, mode, amountMicros, reason: entry.reason },
    nowMs,
  });
  return { transferId, repeated: false };
}

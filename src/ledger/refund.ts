import type { Mode } from '../generation/caller.ts';
import { type Micros, microsToUsd } from '../generation/price.ts';
import { Refusal } from '../generation/refusal.ts';
import { type Actor, noteAction } from '../records/actions.ts';
import { type Db, defineUnit } from '../store/unit.ts';
import { addAvailable, transfer } from './transfers.ts';

export interface Refund {
  readonly generationId: string;
  /** All of the charge unless given. */
  readonly amountMicros?: Micros;
  readonly reason: string;
  readonly by: Actor;
  readonly nowMs: number;
}

export interface Refunded {
  readonly transferId: string;
  readonly accountId: string;
  readonly mode: Mode;
  readonly amountMicros: Micros;
}

/**
 * Gives the charge of a generation back to its account, or a part of it: once, and never more. What its key
 * spent of a budget stays spent.
 */
async function refund(db: Db, entry: Refund): Promise<Refunded> {
  const charge = await db
    .selectFrom('transfers')
    .selectAll()
    .where('id', '=', `${entry.generationId}:charge`)
    .executeTakeFirst();
  if (!charge) throw new Refusal('not_found', `The generation ${entry.generationId} was not charged.`);
  const transferId = `${entry.generationId}:refund`;
  const earlier = await db
    .selectFrom('transfers')
    .select('id')
    .where('id', '=', transferId)
    .executeTakeFirst();
  if (earlier) throw new Refusal('conflict', `The generation ${entry.generationId} was refunded before.`);
  const amountMicros = entry.amountMicros ?? charge.amount_micros;
  if (amountMicros > charge.amount_micros) {
    throw new Refusal(
      'invalid',
      `The charge was $${microsToUsd(charge.amount_micros)}; no more can be refunded.`,
      'amount_micros',
    );
  }
  const mode = charge.mode as Mode;
  await addAvailable(db, charge.account_id, mode, amountMicros);
  await transfer(db, {
    id: transferId,
    kind: 'refund',
    accountId: charge.account_id,
    mode,
    generationId: entry.generationId,
    debit: 'revenue',
    credit: 'available',
    amountMicros,
    actor: entry.by.actor,
    note: entry.reason,
    nowMs: entry.nowMs,
  });
  await noteAction(db, {
    by: entry.by,
    action: 'generation.refund',
    subject: entry.generationId,
    before: { chargedMicros: charge.amount_micros },
    after: { transferId, amountMicros, reason: entry.reason },
    nowMs: entry.nowMs,
  });
  return { transferId, accountId: charge.account_id, mode, amountMicros };
}

export const refundUnit = defineUnit({
  name: 'refund',
  module: import.meta.url,
  errors: [Refusal],
  run: refund,
});

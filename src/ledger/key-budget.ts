import type { Micros } from '../generation/price.ts';
import { chargedSince, countHeld, type UsedKey } from '../records/usage-of-key.ts';
import type { Db } from '../store/unit.ts';
import { periodsOf } from './spending-of-keys.ts';
import { lockAccount } from './transfers.ts';

/** Held and charged of a key that has a budget, in all. */
export async function spentOfKey(db: Db, keyId: string): Promise<Micros> {
  const row = await db
    .selectFrom('key_spending')
    .select('spent_micros')
    .where('key_id', '=', keyId)
    .where('period', '=', 'total')
    .executeTakeFirst();
  return row?.spent_micros ?? 0;
}

/**
 * Counts what a key spent before it had a budget, by the hour its generations ended in, and what it has running as of
 * now. Requests accepted in the second until every process knows of the budget are missing from it.
 */
export async function startBudget(db: Db, key: UsedKey, nowMs: number): Promise<void> {
  // Nothing of the account is accepted or ends meanwhile.
  await lockAccount(db, key.accountId, key.mode);
  const heldMicros = await countHeld(db, key, nowMs);
  for (const period of periodsOf(nowMs)) {
    const spent = heldMicros + (await chargedSince(db, key, startOf(period)));
    await db
      .insertInto('key_spending')
      .values({ key_id: key.keyId, period, spent_micros: spent })
      .onConflict((conflict) => conflict.columns(['key_id', 'period']).doUpdateSet({ spent_micros: spent }))
      .execute();
  }
}

/** First millisecond of a period. */
function startOf(period: string): number {
  const [unit, date] = period.split(' ');
  return unit === 'total' ? 0 : Date.parse(date as string);
}

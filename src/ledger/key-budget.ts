import type { KeyBudget } from '../generation/caller.ts';
import type { Micros } from '../generation/price.ts';
import { chargedSince, countHeld, type UsedKey } from '../records/usage-of-key.ts';
import type { Db } from '../store/unit.ts';
import { endOf, periodsOf, startOf } from './budget-periods.ts';
import { lockAccount } from './transfers.ts';

/** Held and charged of a key that has a budget, in the periods that run, and when those end. */
export interface KeySpent {
  readonly dayMicros: Micros;
  readonly monthMicros: Micros;
  readonly totalMicros: Micros;
  readonly dayEndsAtMs: number;
  readonly monthEndsAtMs: number;
}

/** Engines bound the number of parameters of a statement. */
const keysAtOnce = 500;

/** What each of some keys that have a budget spent, by their ids: one query for hundreds of them. */
export async function spentOfKeys(
  db: Db,
  keyIds: readonly string[],
  nowMs: number,
): Promise<ReadonlyMap<string, KeySpent>> {
  const periods = periodsOf(nowMs);
  const [dayEndsAtMs, monthEndsAtMs] = [endOf(periods[0]) as number, endOf(periods[1]) as number];
  const found = new Map<string, KeySpent>();
  for (let start = 0; start < keyIds.length; start += keysAtOnce) {
    const ids = keyIds.slice(start, start + keysAtOnce);
    const rows = await db
      .selectFrom('key_spending')
      .selectAll()
      .where('key_id', 'in', ids)
      .where('period', 'in', periods)
      .execute();
    const spent = new Map(rows.map((row) => [`${row.key_id} ${row.period}`, row.spent_micros]));
    for (const id of ids) {
      const [dayMicros, monthMicros, totalMicros] = periods.map(
        (period) => spent.get(`${id} ${period}`) ?? 0,
      );
      found.set(id, { dayMicros, monthMicros, totalMicros, dayEndsAtMs, monthEndsAtMs } as KeySpent);
    }
  }
  return found;
}

/** What the nearest of a key's budgets leaves. */
export function leftOfBudget(budget: KeyBudget, spent: KeySpent): Micros {
  const left = (['dayMicros', 'monthMicros', 'totalMicros'] as const).map(
    (name) => (budget[name] ?? Number.MAX_SAFE_INTEGER) - spent[name],
  );
  return Math.max(0, Math.min(...left));
}

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

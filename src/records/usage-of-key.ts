import type { Mode } from '../generation/caller.ts';
import type { Db } from '../store/unit.ts';
import { hourMs } from './count-usage.ts';
import { usageTable } from './usage-table.ts';

export interface UsedKey {
  readonly accountId: string;
  readonly mode: Mode;
  readonly keyId: string;
}

/** Charged for what ended since the hour of `fromMs`. */
export async function chargedSince(db: Db, key: UsedKey, fromMs: number): Promise<number> {
  const { accountId, mode, keyId } = key;
  const table = await usageTable(db, {
    accountId,
    mode,
    keyIds: [keyId],
    fromHour: Math.floor(fromMs / hourMs),
  });
  const row = await db
    .selectFrom(table)
    .select((select) => select.fn.sum<number | null>('charged_micros').as('micros'))
    .executeTakeFirst();
  return row?.micros ?? 0;
}

/** Held for what has not ended. */
export async function heldByKey(db: Db, key: UsedKey): Promise<number> {
  const row = await db
    .selectFrom('generations')
    .select((select) => select.fn.sum<number | null>('held_micros').as('micros'))
    .where('account_id', '=', key.accountId)
    .where('mode', '=', key.mode)
    .where('key_id', '=', key.keyId)
    .where('finished_at', 'is', null)
    .executeTakeFirst();
  return row?.micros ?? 0;
}

/** The same, and notes that it is counted in the periods of `nowMs` from here on. */
export async function countHeld(db: Db, key: UsedKey, nowMs: number): Promise<number> {
  const rows = await db
    .updateTable('generations')
    .set({ budgeted_at: nowMs })
    .where('account_id', '=', key.accountId)
    .where('mode', '=', key.mode)
    .where('key_id', '=', key.keyId)
    .where('finished_at', 'is', null)
    .returning('held_micros')
    .execute();
  return rows.reduce((sum, row) => sum + row.held_micros, 0);
}

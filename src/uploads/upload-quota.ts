import { rawSql } from '../store/raw-sql.ts';
import { engineOf } from '../store/row-locks.ts';
import type { UploadRow } from '../store/schema.ts';
import type { Db } from '../store/unit.ts';

/** What a key may upload in any 24 hours: 200 MiB. */
const ofKeyBytes = 200 * 1_048_576;
/** And all keys of an account and mode together: a key may make others without end. 2 GiB. */
const ofAccountBytes = 2_048 * 1_048_576;
const windowMs = 24 * 3_600_000;

/** Whose quota has no room. */
export type QuotaUsedUp = 'key' | 'account';

type Counted = Pick<UploadRow, 'account_id' | 'mode' | 'key_id' | 'created_at'>;

/**
 * Whose quota would be passed by so many bytes more, counted when the row is made; undefined where there is room,
 * which nobody else takes before this transaction ends. Deleted uploads count, abandoned reservations do not.
 */
export async function quotaUsedUp(db: Db, row: Counted, moreBytes: number): Promise<QuotaUsedUp | undefined> {
  await lockQuota(db, row);
  const ofKey = await usedBytes(db, row, { key_id: row.key_id });
  if (ofKey + moreBytes > ofKeyBytes) return 'key';
  const ofAccount = await usedBytes(db, row, { account_id: row.account_id, mode: row.mode });
  return ofAccount + moreBytes > ofAccountBytes ? 'account' : undefined;
}

async function lockQuota(db: Db, { account_id, mode }: Counted): Promise<void> {
  if (engineOf(db) !== 'postgres') return;
  // Two uploads of an account at once would each see room for itself alone.
  await rawSql()`select pg_advisory_xact_lock(hashtext(${`uploads:${account_id}:${mode}`}))`.execute(db);
}

async function usedBytes(
  db: Db,
  { created_at: nowMs }: Counted,
  whose: Partial<Omit<Counted, 'created_at'>>,
): Promise<number> {
  const used = await db
    .selectFrom('uploads')
    .select(({ fn }) => fn.sum<number | string | null>('size_bytes').as('bytes'))
    .where((is) => is.and(whose))
    .where('created_at', '>', nowMs - windowMs)
    .where((is) => is.or([is('state', '!=', 'awaited'), is('fill_until', '>', nowMs)]))
    .executeTakeFirst();
  return Number(used?.bytes ?? 0);
}

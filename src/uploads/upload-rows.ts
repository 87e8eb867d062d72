import { rawSql } from '../store/raw-sql.ts';
import { engineOf } from '../store/row-locks.ts';
import type { UploadRow } from '../store/schema.ts';
import { type Db, defineUnit } from '../store/unit.ts';

/** What a key may upload in any 24 hours: 200 MiB. */
const quotaBytes = 200 * 1_048_576;
const quotaWindowMs = 24 * 3_600_000;

/**
 * Adds the row unless the key's quota of 24 hours would be passed: then false. Deleted uploads count, abandoned
 * reservations do not.
 */
export const addUpload = defineUnit({
  name: 'add-upload',
  module: import.meta.url,
  async run(db: Db, row: UploadRow): Promise<boolean> {
    if (engineOf(db) === 'postgres') {
      // Two uploads of a key at once would each see room for itself alone.
      await rawSql()`select pg_advisory_xact_lock(hashtext(${`uploads:${row.key_id}`}))`.execute(db);
    }
    const nowMs = row.created_at;
    const used = await db
      .selectFrom('uploads')
      .select(({ fn }) => fn.sum<number | string | null>('size_bytes').as('bytes'))
      .where('key_id', '=', row.key_id)
      .where('created_at', '>', nowMs - quotaWindowMs)
      .where((is) => is.or([is('state', '!=', 'awaited'), is('fill_until', '>', nowMs)]))
      .executeTakeFirst();
    if (Number(used?.bytes ?? 0) + row.size_bytes > quotaBytes) return false;
    await db.insertInto('uploads').values(row).execute();
    return true;
  },
});

export const findUpload = defineUnit({
  name: 'find-upload',
  module: import.meta.url,
  run: (db: Db, id: string) => db.selectFrom('uploads').selectAll().where('id', '=', id).executeTakeFirst(),
});

/** Uploads of an account and mode that are whole and not over, newest first. */
export const listUploads = defineUnit({
  name: 'list-uploads',
  module: import.meta.url,
  run: (db: Db, input: { accountId: string; mode: string; nowMs: number; limit: number; offset: number }) =>
    db
      .selectFrom('uploads')
      .selectAll()
      .where('account_id', '=', input.accountId)
      .where('mode', '=', input.mode)
      .where('state', '=', 'kept')
      .where('expires_at', '>', input.nowMs)
      .orderBy('created_at', 'desc')
      .orderBy('id', 'desc')
      .limit(input.limit)
      .offset(input.offset)
      .execute(),
});

/** Says that the bytes stand under the upload's name; false when the claim ran out, or the upload was removed. */
export const fillUpload = defineUnit({
  name: 'fill-upload',
  module: import.meta.url,
  async run(
    db: Db,
    input: { id: string; claimedUntilMs: number; width: number; height: number },
  ): Promise<boolean> {
    const { id, claimedUntilMs, width, height } = input;
    const done = await db
      .updateTable('uploads')
      .set({ state: 'kept', claimed_until: null, width, height })
      .where('id', '=', id)
      .where('state', '=', 'awaited')
      .where('claimed_until', '=', claimedUntilMs)
      .executeTakeFirst();
    return done.numUpdatedRows === 1n;
  },
});

/** Of the caller's account and mode only. */
export const removeUpload = defineUnit({
  name: 'remove-upload',
  module: import.meta.url,
  async run(db: Db, input: { id: string; accountId: string; mode: string }): Promise<boolean> {
    const done = await db
      .updateTable('uploads')
      .set({ state: 'removed' })
      .where('id', '=', input.id)
      .where('account_id', '=', input.accountId)
      .where('mode', '=', input.mode)
      .where('state', '!=', 'removed')
      .executeTakeFirst();
    return done.numUpdatedRows === 1n;
  },
});

export const forgetUploads = defineUnit({
  name: 'forget-uploads',
  module: import.meta.url,
  async run(db: Db, ids: readonly string[]): Promise<void> {
    await db.deleteFrom('uploads').where('id', 'in', ids).execute();
  },
});

/** Bytes may still be on their way for so long after a place was no longer awaited. */
const abandonedGraceMs = 5 * 60_000;

/** Places nobody filled in time. Their pieces take room and no longer count for the quota. */
export const abandonedUploads = defineUnit({
  name: 'abandoned-uploads',
  module: import.meta.url,
  run: (db: Db, input: { nowMs: number; limit: number }) =>
    db
      .selectFrom('uploads')
      .select(['id', 'media_type', 'created_at', 'part_sizes'])
      .where('state', '=', 'awaited')
      .where('fill_until', '<=', input.nowMs - abandonedGraceMs)
      .where((is) => is.or([is('claimed_until', 'is', null), is('claimed_until', '<=', input.nowMs)]))
      .orderBy('fill_until')
      .limit(input.limit)
      .execute(),
});

export const expiredUploads = defineUnit({
  name: 'expired-uploads',
  module: import.meta.url,
  run: (db: Db, input: { nowMs: number; limit: number }) =>
    db
      .selectFrom('uploads')
      .select(['id', 'media_type', 'created_at', 'part_sizes'])
      .where('expires_at', '<=', input.nowMs)
      .orderBy('expires_at')
      .limit(input.limit)
      .execute(),
});

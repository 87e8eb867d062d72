import { follows } from '../store/follows.ts';
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
    await lockQuota(db, row.key_id);
    if ((await usedBytes(db, row)) + row.size_bytes > quotaBytes) return false;
    await db.insertInto('uploads').values(row).execute();
    return true;
  },
});

async function lockQuota(db: Db, keyId: string): Promise<void> {
  if (engineOf(db) !== 'postgres') return;
  // Two uploads of a key at once would each see room for itself alone.
  await rawSql()`select pg_advisory_xact_lock(hashtext(${`uploads:${keyId}`}))`.execute(db);
}

/** Bytes of the key's other uploads that count when this one is made. */
async function usedBytes(db: Db, row: Pick<UploadRow, 'id' | 'key_id' | 'created_at'>): Promise<number> {
  const nowMs = row.created_at;
  const used = await db
    .selectFrom('uploads')
    .select(({ fn }) => fn.sum<number | string | null>('size_bytes').as('bytes'))
    .where('key_id', '=', row.key_id)
    .where('id', '!=', row.id)
    .where('created_at', '>', nowMs - quotaWindowMs)
    .where((is) => is.or([is('state', '!=', 'awaited'), is('fill_until', '>', nowMs)]))
    .executeTakeFirst();
  return Number(used?.bytes ?? 0);
}

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

/**
 * Says that the bytes stand under the upload's name, and what they are. `gone`: the claim ran out, or the upload was
 * removed; `no_room`: they are more than were promised, as the PNG of a GIF may be, and the key has no room for them.
 */
export const fillUpload = defineUnit({
  name: 'fill-upload',
  module: import.meta.url,
  async run(
    db: Db,
    input: { row: UploadRow; claimedUntilMs: number },
  ): Promise<'filled' | 'gone' | 'no_room'> {
    const { media_type, size_bytes, width, height, ...row } = input.row;
    if (await hasGrown(db, input.row)) {
      await lockQuota(db, row.key_id);
      if ((await usedBytes(db, row)) + size_bytes > quotaBytes) return 'no_room';
    }
    const done = await db
      .updateTable('uploads')
      .set({ state: 'kept', claimed_until: null, media_type, size_bytes, width, height })
      .where('id', '=', row.id)
      .where('state', '=', 'awaited')
      .where('claimed_until', '=', input.claimedUntilMs)
      .executeTakeFirst();
    return done.numUpdatedRows === 1n ? 'filled' : 'gone';
  },
});

async function hasGrown(db: Db, { id, size_bytes }: UploadRow): Promise<boolean> {
  const promised = await db
    .selectFrom('uploads')
    .select('size_bytes')
    .where('id', '=', id)
    .executeTakeFirst();
  return promised !== undefined && size_bytes > promised.size_bytes;
}

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

/** Nobody waits for its bytes any more: it leaves the quota, and the sweep takes what is there of it. */
export const abandonUpload = defineUnit({
  name: 'abandon-upload',
  module: import.meta.url,
  async run(db: Db, { id, nowMs }: { id: string; nowMs: number }): Promise<void> {
    await db
      .updateTable('uploads')
      .set({ fill_until: nowMs, claimed_until: null })
      .where('id', '=', id)
      .where('state', '=', 'awaited')
      .execute();
  },
});

/** Bytes may still be on their way for so long after a place was no longer awaited. */
const abandonedGraceMs = 5 * 60_000;

export type UploadThatIsOver = Pick<
  UploadRow,
  'id' | 'media_type' | 'created_at' | 'part_sizes' | 'expires_at' | 'fill_until'
>;

interface Over {
  readonly nowMs: number;
  readonly limit: number;
  readonly after?: UploadThatIsOver;
}

const overUploads = (db: Db) =>
  db
    .selectFrom('uploads')
    .select(['id', 'media_type', 'created_at', 'part_sizes', 'expires_at', 'fill_until']);

/**
 * Places nobody filled in time, the oldest or those that follow one. Their pieces take room and no longer count for the
 * quota.
 */
export const abandonedUploads = defineUnit({
  name: 'abandoned-uploads',
  module: import.meta.url,
  run(db: Db, { nowMs, limit, after }: Over): Promise<UploadThatIsOver[]> {
    let query = overUploads(db)
      .where('state', '=', 'awaited')
      .where('fill_until', '<=', nowMs - abandonedGraceMs)
      .where((is) => is.or([is('claimed_until', 'is', null), is('claimed_until', '<=', nowMs)]));
    if (after) {
      const place = { atMs: after.fill_until ?? 0, name: after.id };
      query = query.where((where) => follows(where, 'fill_until', 'id', place));
    }
    return query.orderBy('fill_until').orderBy('id').limit(limit).execute();
  },
});

/** Uploads past their expiry, the oldest or those that follow one. */
export const expiredUploads = defineUnit({
  name: 'expired-uploads',
  module: import.meta.url,
  run(db: Db, { nowMs, limit, after }: Over): Promise<UploadThatIsOver[]> {
    let query = overUploads(db).where('expires_at', '<=', nowMs);
    if (after) {
      const place = { atMs: after.expires_at, name: after.id };
      query = query.where((where) => follows(where, 'expires_at', 'id', place));
    }
    return query.orderBy('expires_at').orderBy('id').limit(limit).execute();
  },
});

import { follows } from '../store/follows.ts';
import type { UploadRow } from '../store/schema.ts';
import { type Db, defineUnit } from '../store/unit.ts';
import { type QuotaUsedUp, quotaUsedUp } from './upload-quota.ts';

/** Adds the row, unless a quota of 24 hours would be passed: then says whose. */
export const addUpload = defineUnit({
  name: 'add-upload',
  module: import.meta.url,
  async run(db: Db, row: UploadRow): Promise<QuotaUsedUp | undefined> {
    const usedUp = await quotaUsedUp(db, row, row.size_bytes);
    if (!usedUp) await db.insertInto('uploads').values(row).execute();
    return usedUp;
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

/**
 * Says that the bytes stand under the upload's name, and what they are. `gone`: the claim ran out, or the upload was
 * removed; `key`, `account`: they are more than were promised, as the PNG of a GIF may be, and that has no room for them.
 */
export const fillUpload = defineUnit({
  name: 'fill-upload',
  module: import.meta.url,
  async run(
    db: Db,
    input: { row: UploadRow; claimedUntilMs: number },
  ): Promise<'filled' | 'gone' | QuotaUsedUp> {
    const { media_type, size_bytes, width, height, ...row } = input.row;
    const grownBytes = await grownBy(db, input.row);
    const usedUp = grownBytes > 0 ? await quotaUsedUp(db, row, grownBytes) : undefined;
    if (usedUp) return usedUp;
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

/** What was promised is counted already. */
async function grownBy(db: Db, { id, size_bytes }: UploadRow): Promise<number> {
  const promised = await db
    .selectFrom('uploads')
    .select('size_bytes')
    .where('id', '=', id)
    .executeTakeFirst();
  return promised ? size_bytes - promised.size_bytes : 0;
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

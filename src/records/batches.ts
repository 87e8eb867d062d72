import type { BatchRow } from '../store/schema.ts';
import { type Db, defineUnit } from '../store/unit.ts';

export interface BatchOwner {
  readonly accountId: string;
  readonly mode: string;
}

/** Called inside the transaction that accepts its generations. */
export async function addBatch(db: Db, row: BatchRow): Promise<void> {
  await db.insertInto('batches').values(row).execute();
}

/** A batch of this account and mode. */
export const findBatch = defineUnit({
  name: 'find-batch',
  module: import.meta.url,
  run: (db: Db, input: BatchOwner & { id: string }) =>
    db
      .selectFrom('batches')
      .selectAll()
      .where('id', '=', input.id)
      .where('account_id', '=', input.accountId)
      .where('mode', '=', input.mode)
      .executeTakeFirst(),
});

export const listBatches = defineUnit({
  name: 'list-batches',
  module: import.meta.url,
  run: (db: Db, input: BatchOwner & { limit: number; offset: number }) =>
    db
      .selectFrom('batches')
      .selectAll()
      .where('account_id', '=', input.accountId)
      .where('mode', '=', input.mode)
      .orderBy('created_at', 'desc')
      .orderBy('id', 'desc')
      .limit(input.limit)
      .offset(input.offset)
      .execute(),
});

export const markBatchCancelled = defineUnit({
  name: 'mark-batch-cancelled',
  module: import.meta.url,
  async run(db: Db, input: { id: string; nowMs: number }): Promise<void> {
    await db
      .updateTable('batches')
      .set({ cancelled_at: input.nowMs })
      .where('id', '=', input.id)
      .where('cancelled_at', 'is', null)
      .execute();
  },
});

export const deleteBatch = defineUnit({
  name: 'delete-batch',
  module: import.meta.url,
  async run(db: Db, input: BatchOwner & { id: string }): Promise<boolean> {
    const done = await db
      .deleteFrom('batches')
      .where('id', '=', input.id)
      .where('account_id', '=', input.accountId)
      .where('mode', '=', input.mode)
      .executeTakeFirst();
    return done.numDeletedRows === 1n;
  },
});

/** Batches whose generations are past their retention. */
export const deleteOldBatches = defineUnit({
  name: 'delete-old-batches',
  module: import.meta.url,
  async run(db: Db, input: { createdBeforeMs: number }): Promise<void> {
    await db.deleteFrom('batches').where('created_at', '<', input.createdBeforeMs).execute();
  },
});

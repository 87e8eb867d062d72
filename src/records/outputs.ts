import { follows } from '../store/follows.ts';
import { type Db, defineUnit } from '../store/unit.ts';
import { toOutput } from './record-of-rows.ts';

/** The output behind an artifact's name, deleted or not. */
export const findOutput = defineUnit({
  name: 'find-output',
  module: import.meta.url,
  async run(db: Db, input: { generationId: string; number: number }) {
    const row = await db
      .selectFrom('outputs')
      .selectAll()
      .where('generation_id', '=', input.generationId)
      .where('number', '=', input.number)
      .executeTakeFirst();
    if (!row) return undefined;
    // Told apart from what has expired by a clock: those of two processes differ.
    return { ...toOutput(row), deleted: row.deleted_at !== null || row.withdrawn_at !== null };
  },
});

/** An artifact past its expiry whose file is still there. */
export interface ExpiredOutput {
  readonly generationId: string;
  readonly number: number;
  readonly key: string;
  readonly expiresAtMs: number;
  /** Somebody had it deleted before its time. */
  readonly isWithdrawn: boolean;
}

/** The oldest, or those that follow one. */
export const expiredOutputs = defineUnit({
  name: 'expired-outputs',
  module: import.meta.url,
  async run(db: Db, { nowMs, limit, after }: { nowMs: number; limit: number; after?: ExpiredOutput }) {
    let query = db
      .selectFrom('outputs')
      .select(['generation_id', 'number', 'artifact_key', 'expires_at', 'withdrawn_at'])
      .where('deleted_at', 'is', null)
      .where('expires_at', '<=', nowMs);
    if (after) {
      const place = { atMs: after.expiresAtMs, name: after.key };
      query = query.where((where) => follows(where, 'expires_at', 'artifact_key', place));
    }
    const rows = await query.orderBy('expires_at').orderBy('artifact_key').limit(limit).execute();
    return rows.map((row) => ({
      generationId: row.generation_id,
      number: row.number,
      key: row.artifact_key,
      expiresAtMs: row.expires_at,
      isWithdrawn: row.withdrawn_at !== null,
    }));
  },
});

export const markDeleted = defineUnit({
  name: 'mark-deleted',
  module: import.meta.url,
  async run(
    db: Db,
    input: { nowMs: number; outputs: readonly { generationId: string; number: number }[] },
  ): Promise<void> {
    for (const output of input.outputs) {
      await db
        .updateTable('outputs')
        .set({ deleted_at: input.nowMs })
        .where('generation_id', '=', output.generationId)
        .where('number', '=', output.number)
        .execute();
    }
  },
});

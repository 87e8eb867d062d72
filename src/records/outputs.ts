import { type Db, defineUnit } from '../store/unit.ts';
import { toOutput } from './read-generation.ts';

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
    return row && { ...toOutput(row), deleted: row.deleted_at !== null };
  },
});

/** Artifacts past their expiry whose file is still there, oldest first. */
export const expiredOutputs = defineUnit({
  name: 'expired-outputs',
  module: import.meta.url,
  async run(db: Db, input: { nowMs: number; limit: number }) {
    const rows = await db
      .selectFrom('outputs')
      .select(['generation_id', 'number', 'artifact_key'])
      .where('deleted_at', 'is', null)
      .where('expires_at', '<=', input.nowMs)
      .orderBy('expires_at')
      .limit(input.limit)
      .execute();
    return rows.map((row) => ({
      generationId: row.generation_id,
      number: row.number,
      key: row.artifact_key,
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

import { claimRows } from '../store/row-locks.ts';
import { type Db, defineUnit } from '../store/unit.ts';

export interface EndedBefore {
  readonly endedBeforeMs: number;
  /** Generations per transaction. */
  readonly limit: number;
}

/**
 * Deletes generations that ended before a time, with their outputs and attempts; the number of generations. One whose
 * image files are not all deleted yet stays: without its rows nobody would find them. Transfers and usage stay.
 */
export const deleteEnded = defineUnit({
  name: 'delete-ended',
  module: import.meta.url,
  async run(db: Db, { endedBeforeMs, limit }: EndedBefore): Promise<number> {
    const query = db
      .selectFrom('generations')
      .select('id')
      .where('finished_at', '<', endedBeforeMs)
      .where((where) =>
        where.not(
          where.exists(
            where
              .selectFrom('outputs')
              .select('outputs.number')
              .whereRef('outputs.generation_id', '=', 'generations.id')
              .where('outputs.deleted_at', 'is', null),
          ),
        ),
      )
      .orderBy('finished_at')
      .limit(limit);
    // Every process sweeps; each takes rows of its own.
    const ids = (await claimRows(db, query).execute()).map((row) => row.id);
    if (ids.length === 0) return 0;
    await db.deleteFrom('outputs').where('generation_id', 'in', ids).execute();
    await db.deleteFrom('submissions').where('generation_id', 'in', ids).execute();
    await db.deleteFrom('attempts').where('generation_id', 'in', ids).execute();
    await db.deleteFrom('generations').where('id', 'in', ids).execute();
    return ids.length;
  },
});

import type { ExpressionBuilder } from 'kysely';
import type { Attempt } from '../generation/outcome.ts';
import { follows } from '../store/follows.ts';
import { claimRows } from '../store/row-locks.ts';
import type { Database } from '../store/schema.ts';
import { type Db, defineUnit } from '../store/unit.ts';
import { firstTaskFence } from './claim-tasks.ts';

export interface EndedBefore {
  readonly endedBeforeMs: number;
  readonly limit: number;
  readonly after?: EndedGeneration;
}

export interface EndedGeneration {
  readonly id: string;
  readonly kind: 'sync-image' | 'async-image';
  readonly count: number;
  readonly createdAtMs: number;
  readonly finishedAtMs: number;
  /**
   * There may be images that no row tells of: an owner was taken for dead and lived on, the generation failed after an
   * image had been kept and its deletion may have failed, or the archive took one after it was given up.
   */
  readonly mayHaveOrphans: boolean;
}

/**
 * Generations that ended before a time, longest ago first, or those that follow one. One whose image files are not all
 * deleted yet stays: without its rows nobody would find them.
 */
export const findEnded = defineUnit({
  name: 'find-ended',
  module: import.meta.url,
  async run(db: Db, { endedBeforeMs, limit, after }: EndedBefore): Promise<EndedGeneration[]> {
    let query = db
      .selectFrom('generations')
      .select(['id', 'kind', 'count', 'created_at', 'finished_at', 'fence', 'failure_code', 'state'])
      .select((select) => [
        attemptsOf(select, 'delivered').as('delivered'),
        attemptsOf(select, 'archive_unavailable').as('unavailable'),
      ])
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
      );
    if (after) {
      const place = { atMs: after.finishedAtMs, name: after.id };
      query = query.where((where) => follows(where, 'finished_at', 'id', place));
    }
    const rows = await query.orderBy('finished_at').orderBy('id').limit(limit).execute();
    return rows.map((row) => ({
      id: row.id,
      kind: row.kind as EndedGeneration['kind'],
      count: row.count,
      createdAtMs: row.created_at,
      finishedAtMs: row.finished_at ?? 0,
      mayHaveOrphans:
        row.failure_code === 'interrupted' ||
        row.fence > firstTaskFence ||
        Number(row.unavailable) > 0 ||
        (row.state !== 'succeeded' && Number(row.delivered) > 0),
    }));
  },
});

/** How many attempts of a generation had this result. */
const attemptsOf = (select: ExpressionBuilder<Database, 'generations'>, result: Attempt['result']) =>
  select
    .selectFrom('attempts')
    .select((count) => count.fn.countAll<number>().as('count'))
    .whereRef('attempts.generation_id', '=', 'generations.id')
    .where('attempts.result', '=', result);

/** Deletes generations with their outputs and attempts; how many were there. Transfers and usage stay. */
export const deleteEnded = defineUnit({
  name: 'delete-ended',
  module: import.meta.url,
  async run(db: Db, { ids: found }: { ids: readonly string[] }): Promise<number> {
    // Every process sweeps; each takes rows of its own.
    const query = db.selectFrom('generations').select('id').where('id', 'in', found);
    const ids = (await claimRows(db, query).execute()).map((row) => row.id);
    if (ids.length === 0) return 0;
    await db.deleteFrom('outputs').where('generation_id', 'in', ids).execute();
    await db.deleteFrom('submissions').where('generation_id', 'in', ids).execute();
    await db.deleteFrom('kept_outputs').where('generation_id', 'in', ids).execute();
    await db.deleteFrom('attempts').where('generation_id', 'in', ids).execute();
    await db.deleteFrom('generations').where('id', 'in', ids).execute();
    return ids.length;
  },
});

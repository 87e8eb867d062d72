import { type Db, defineUnit } from '../store/unit.ts';

export interface CheckSweep {
  /** What ended or was found out before this goes, but for what the capability table rests on. */
  readonly beforeMs: number;
  readonly limit: number;
}

/** How many were deleted. */
export interface SweptChecks {
  readonly evidence: number;
  readonly runs: number;
}

/**
 * Deletes evidence that newer one took the place of, run by run, and runs that nothing rests on any more. The newest
 * evidence of a case on a channel stays, and its run with it: it is what routing and the table go by.
 */
export const sweepChecks = defineUnit({
  name: 'sweep-verification',
  module: import.meta.url,
  async run(db: Db, { beforeMs, limit }: CheckSweep): Promise<SweptChecks> {
    const old = await db
      .selectFrom('verification_evidence')
      .select(['run_id', 'case_id'])
      .where('newest', '=', 0)
      // Both: the index has it before the time.
      .where('passed', 'in', [0, 1])
      .where('checked_at', '<', beforeMs)
      .limit(limit)
      .execute();
    for (const run of new Set(old.map(({ run_id }) => run_id))) {
      const cases = old.flatMap(({ run_id, case_id }) => (run_id === run ? [case_id] : []));
      await db
        .deleteFrom('verification_evidence')
        .where('run_id', '=', run)
        .where('case_id', 'in', cases)
        .where('newest', '=', 0)
        .execute();
    }
    const over = await db
      .selectFrom('verification_runs')
      .select('id')
      .where('started_at', '<', beforeMs)
      .where('finished_at', '<', beforeMs)
      .where('state', '<>', 'running')
      .where(({ not, exists, selectFrom }) =>
        not(
          exists(
            selectFrom('verification_evidence')
              .select('run_id')
              .whereRef('verification_evidence.run_id', '=', 'verification_runs.id'),
          ),
        ),
      )
      .limit(limit)
      .execute();
    const ids = over.map(({ id }) => id);
    if (ids.length > 0) await db.deleteFrom('verification_runs').where('id', 'in', ids).execute();
    return { evidence: old.length, runs: ids.length };
  },
});

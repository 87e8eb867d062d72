import { Refusal } from '../generation/refusal.ts';
import type { VerificationRunRow } from '../store/schema.ts';
import { type Db, defineUnit } from '../store/unit.ts';
import type { Evidence } from './evidence-rows.ts';

export type Run = VerificationRunRow;

/** Runs, newest first, those begun before a time. */
export const listRuns = defineUnit({
  name: 'list-verification-runs',
  module: import.meta.url,
  async run(db: Db, input: { limit: number; beforeMs?: number; channel?: string }): Promise<Run[]> {
    let query = db
      .selectFrom('verification_runs')
      .selectAll()
      .where('started_at', '<', input.beforeMs ?? Number.MAX_SAFE_INTEGER);
    if (input.channel !== undefined) query = query.where('channel', '=', input.channel);
    return query.orderBy('started_at', 'desc').orderBy('id', 'desc').limit(input.limit).execute();
  },
});

/** A run and the rows it has evidence for: what resuming it leaves out. Throws `not_found`. */
export const readRun = defineUnit({
  name: 'read-verification-run',
  module: import.meta.url,
  errors: [Refusal],
  async run(db: Db, { id }: { id: string }): Promise<{ run: Run; caseIds: string[] }> {
    const run = await db.selectFrom('verification_runs').selectAll().where('id', '=', id).executeTakeFirst();
    if (!run) throw new Refusal('not_found', `There is no run ${id}.`);
    const rows = await db
      .selectFrom('verification_evidence')
      .select('case_id')
      .where('run_id', '=', id)
      .execute();
    return { run, caseIds: rows.map((row) => row.case_id) };
  },
});

/** Everything still known about a row of the table, newest first. */
export const caseHistory = defineUnit({
  name: 'verification-case-history',
  module: import.meta.url,
  async run(db: Db, input: { caseId: string; channel?: string; limit: number }): Promise<Evidence[]> {
    let query = db.selectFrom('verification_evidence').selectAll().where('case_id', '=', input.caseId);
    if (input.channel !== undefined) query = query.where('channel', '=', input.channel);
    return query.orderBy('checked_at', 'desc').orderBy('run_id').limit(input.limit).execute();
  },
});

import { toJsonText } from '../store/json-text.ts';
import { rawSql } from '../store/raw-sql.ts';
import { engineOf } from '../store/row-locks.ts';
import type { Db } from '../store/unit.ts';

/** Name of the job that brings a queued generation to a process's notice. */
export const taskJob = 'plantain-task';

/**
 * Tells the job queue of a cluster that generations wait, inside the transaction that queues them. Nothing on
 * SQLite, where one process looks at the rows themselves. Jobs only bring news: what is done, and once, is
 * decided by the row's fence.
 */
export async function enqueueJob(db: Db, ...generationIds: readonly string[]): Promise<void> {
  if (generationIds.length === 0 || engineOf(db) !== 'postgres') return;
  const jobs = generationIds.map((id) => ({ identifier: taskJob, payload: { id } }));
  const sql = rawSql();
  await sql`select count(*) from graphile_worker.add_jobs(array(
    select json_populate_record(null::graphile_worker.job_spec, job)
    from json_array_elements(${toJsonText(jobs)}) as jobs (job)))`.execute(db);
}

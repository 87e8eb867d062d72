import { rawSql } from '../store/raw-sql.ts';
import { engineOf } from '../store/row-locks.ts';
import type { Db } from '../store/unit.ts';

/** Name of the job that brings a queued generation to a process's notice. */
export const taskJob = 'plantain-task';

/**
 * Tells the job queue of a cluster that a generation waits, inside the transaction that queues it. Nothing on
 * SQLite, where one process looks at the rows themselves. Jobs only bring news: what is done, and once, is
 * decided by the row's fence.
 */
export async function enqueueJob(db: Db, generationId: string): Promise<void> {
  if (engineOf(db) !== 'postgres') return;
  const sql = rawSql();
  await sql`select graphile_worker.add_job(${taskJob}, json_build_object('id', ${generationId}::text))`.execute(
    db,
  );
}

import type { Db } from '../store/unit.ts';
import { enqueueJob } from './enqueue-job.ts';
import { longestRunMs } from './leases.ts';

/** Times a task may be begun before its loss is final. */
export const maxRuns = 3;

export interface LostTask {
  readonly id: string;
  readonly fence: number;
}

/**
 * Puts tasks whose owner died back into the queue, under a new fence: what the old owner still sends is refused. Gives
 * those that are queued: not one that was begun too often, may not run any more (no lease of it would be renewed), or
 * has ended.
 */
export async function requeueTasks(
  db: Db,
  { tasks, nowMs }: { tasks: readonly LostTask[]; nowMs: number },
): Promise<string[]> {
  // PostgreSQL takes no empty list.
  if (tasks.length === 0) return [];
  const updated = await db
    .updateTable('generations')
    .set((set) => ({
      state: 'queued',
      owner: null,
      lease_until: null,
      dispatched_at: null,
      steps: null,
      fence: set('fence', '+', 1),
    }))
    .where((where) => where.or(tasks.map(({ id, fence }) => where.and({ id, fence }))))
    .where('state', '=', 'running')
    .where('created_at', '>', nowMs - longestRunMs)
    .where((where) => where.or([where('runs', 'is', null), where('runs', '<', maxRuns)]))
    .returning('id')
    .execute();
  const ids = updated.map(({ id }) => id);
  await enqueueJob(db, ...ids);
  return ids;
}

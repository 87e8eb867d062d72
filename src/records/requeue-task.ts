import type { Db } from '../store/unit.ts';
import { enqueueJob } from './enqueue-job.ts';
import { longestRunMs } from './leases.ts';

/** Times a task may be begun before its loss is final. */
export const maxRuns = 3;

/**
 * Puts a task whose owner died back into the queue, under a new fence: what the old owner still sends is
 * refused. False when it was begun too often, may not run any more (no lease of it would be renewed), or has ended.
 */
export async function requeueTask(
  db: Db,
  input: { id: string; fence: number; nowMs: number },
): Promise<boolean> {
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
    .where('id', '=', input.id)
    .where('fence', '=', input.fence)
    .where('state', '=', 'running')
    .where('created_at', '>', input.nowMs - longestRunMs)
    .where((where) => where.or([where('runs', 'is', null), where('runs', '<', maxRuns)]))
    .executeTakeFirst();
  if (updated.numUpdatedRows !== 1n) return false;
  await enqueueJob(db, input.id);
  return true;
}

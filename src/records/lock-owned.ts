import { lockRows } from '../store/row-locks.ts';
import type { Db } from '../store/unit.ts';

/**
 * Whether a run still has its generation. Locked for the rest of the transaction: else it could be queued again and
 * claimed before what is noted is committed, and the next run would do again what it sees no note of.
 */
export async function lockOwned(db: Db, { id, fence }: { id: string; fence: number }): Promise<boolean> {
  const query = db
    .selectFrom('generations')
    .select('id')
    .where('id', '=', id)
    .where('fence', '=', fence)
    .where('state', '=', 'running');
  return (await lockRows(db, query).executeTakeFirst()) !== undefined;
}

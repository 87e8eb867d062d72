import { claimRows } from '../../store/row-locks.ts';
import { type Db, defineUnit } from '../../store/unit.ts';

/** How long an event and its attempts can be looked up after its end. */
const keptMs = 30 * 24 * 3_600_000;

/** Deletes events that ended 30 days ago with their attempts, and secrets that sign no more. The number of events. */
export const sweepEvents = defineUnit({
  name: 'sweep-callback-events',
  module: import.meta.url,
  async run(db: Db, input: { nowMs: number; limit: number }): Promise<number> {
    await db.deleteFrom('callback_secrets').where('expires_at', '<=', input.nowMs).execute();
    const ended = db
      .selectFrom('callback_events')
      .select('id')
      .where('finished_at', '<', input.nowMs - keptMs)
      .orderBy('finished_at')
      .limit(input.limit);
    // One that is delivered again at this moment is left to whoever does that.
    const rows = await claimRows(db, ended).execute();
    if (rows.length === 0) return 0;
    const ids = rows.map((row) => row.id);
    await db.deleteFrom('callback_attempts').where('event_id', 'in', ids).execute();
    await db.deleteFrom('callback_events').where('id', 'in', ids).execute();
    return ids.length;
  },
});

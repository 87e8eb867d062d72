import { lockRows } from '../store/row-locks.ts';
import type { VerificationRunRow, VerificationScheduleRow } from '../store/schema.ts';
import { type Db, defineUnit } from '../store/unit.ts';

export interface Claim {
  readonly channel: string;
  /** What the channel is now. */
  readonly mark: string;
  readonly nowMs: number;
  readonly everyMs: number;
  /** A change is not followed sooner than so long after the last run: a run costs money. */
  readonly calmMs: number;
}

export const readSchedule = defineUnit({
  name: 'read-verification-schedule',
  module: import.meta.url,
  async run(db: Db): Promise<VerificationScheduleRow[]> {
    return db.selectFrom('verification_schedule').selectAll().execute();
  },
});

/** Whether a channel is to be checked now, as its row says. */
export const dueFor = (
  row: VerificationScheduleRow | undefined,
  { mark, nowMs, calmMs }: Claim,
): 'schedule' | 'channel-changed' | undefined => {
  if (!row) return 'channel-changed';
  if (row.mark !== mark && nowMs - row.claimed_at >= calmMs) return 'channel-changed';
  return row.due_at <= nowMs ? 'schedule' : undefined;
};

/** Takes it upon this process to check a channel; nothing when it is not due, or another process was first. */
export const claimDue = defineUnit({
  name: 'claim-due-verification',
  module: import.meta.url,
  async run(db: Db, claim: Claim): Promise<'schedule' | 'channel-changed' | undefined> {
    const { channel, mark, nowMs, everyMs } = claim;
    const next = { mark, due_at: nowMs + everyMs, claimed_at: nowMs };
    const query = db.selectFrom('verification_schedule').selectAll().where('channel', '=', channel);
    const row = await lockRows(db, query).executeTakeFirst();
    if (!row) {
      const inserted = await db
        .insertInto('verification_schedule')
        .values({ channel, ...next })
        .onConflict((conflict) => conflict.column('channel').doNothing())
        .executeTakeFirst();
      return inserted.numInsertedOrUpdatedRows === 1n ? 'channel-changed' : undefined;
    }
    const due = dueFor(row, claim);
    if (due) {
      await db.updateTable('verification_schedule').set(next).where('channel', '=', channel).execute();
    }
    return due;
  },
});

/** The next check of a channel is to be at another time than the interval says. */
export const setDue = defineUnit({
  name: 'set-verification-due',
  module: import.meta.url,
  async run(db: Db, { channel, dueAtMs }: { channel: string; dueAtMs: number }): Promise<void> {
    await db
      .updateTable('verification_schedule')
      .set({ due_at: dueAtMs })
      .where('channel', '=', channel)
      .execute();
  },
});

/** Ends the runs whose owner is gone; a channel that was being checked by itself is due again. */
export const breakDeadRuns = defineUnit({
  name: 'break-dead-verification-runs',
  module: import.meta.url,
  async run(db: Db, { nowMs }: { nowMs: number }): Promise<VerificationRunRow[]> {
    const dead = await db
      .updateTable('verification_runs')
      .set({ state: 'broken', owner: null, lease_until: null, finished_at: nowMs })
      .where('state', '=', 'running')
      .where('lease_until', '<', nowMs)
      .returningAll()
      .execute();
    const channels = dead.filter(({ reason }) => reason !== 'demand').map(({ channel }) => channel);
    if (channels.length > 0) {
      await db
        .updateTable('verification_schedule')
        .set({ due_at: nowMs })
        .where('channel', 'in', channels)
        .execute();
    }
    return dead;
  },
});

import { Refusal } from '../generation/refusal.ts';
import { type Actor, noteAction } from '../records/actions.ts';
import { lockRows } from '../store/row-locks.ts';
import type { VerificationRunRow } from '../store/schema.ts';
import { type Db, defineUnit } from '../store/unit.ts';

/** A run whose owner was not heard of for so long is over. */
export const leaseMs = 60_000;

export interface RunStart {
  readonly row: Omit<
    VerificationRunRow,
    'state' | 'done' | 'passed' | 'failed' | 'spent_micros' | 'finished_at'
  >;
  readonly by: Actor;
  readonly nowMs: number;
}

/** Begins a run. Throws `conflict` while another one of its channel is under way. */
export const beginRun = defineUnit({
  name: 'begin-verification-run',
  module: import.meta.url,
  errors: [Refusal],
  async run(db: Db, { row, by, nowMs }: RunStart): Promise<void> {
    await refuseSecond(db, row.channel, nowMs);
    await db
      .insertInto('verification_runs')
      .values({ ...row, state: 'running', done: 0, passed: 0, failed: 0, spent_micros: 0, finished_at: null })
      .execute();
    await noteAction(db, {
      by,
      action: 'verification.start',
      subject: row.id,
      after: { channel: row.channel, reason: row.reason, capMicros: row.cap_micros },
      nowMs,
    });
  },
});

export interface RunResume {
  readonly id: string;
  readonly owner: string;
  readonly leaseUntilMs: number;
  /** Requests that are left. */
  readonly left: number;
  readonly capMicros: number | null;
  readonly by: Actor;
  readonly nowMs: number;
}

/** Takes up a run that ended before its plan. Throws `not_found`, or `conflict` while one is under way. */
export const resumeRun = defineUnit({
  name: 'resume-verification-run',
  module: import.meta.url,
  errors: [Refusal],
  async run(db: Db, { id, owner, leaseUntilMs, left, capMicros, by, nowMs }: RunResume): Promise<RunTally> {
    const row = await lockedRun(db, id);
    await refuseSecond(db, row.channel, nowMs);
    if (row.state === 'cancelled' && row.lease_until !== null && row.lease_until >= nowMs) {
      throw new Refusal('conflict', `The run ${id} still waits for its last answers: resume it in a moment.`);
    }
    const resumed = { state: 'running', owner, lease_until: leaseUntilMs, cap_micros: capMicros };
    await db
      .updateTable('verification_runs')
      .set({ ...resumed, planned: row.done + left, finished_at: null })
      .where('id', '=', id)
      .execute();
    await noteAction(db, { by, action: 'verification.resume', subject: id, after: { capMicros }, nowMs });
    return { done: row.done, passed: row.passed, failed: row.failed, spentMicros: row.spent_micros };
  },
});

export interface RunTally {
  readonly done: number;
  readonly passed: number;
  readonly failed: number;
  readonly spentMicros: number;
}

export interface RunProgress {
  readonly id: string;
  readonly owner: string;
  readonly leaseUntilMs: number;
  readonly planned: number;
  readonly tally: RunTally;
}

/** Writes down how far a run is and renews its lease. False when it is in other hands or was ended by somebody. */
export const noteProgress = defineUnit({
  name: 'note-verification-progress',
  module: import.meta.url,
  async run(db: Db, { id, owner, leaseUntilMs, planned, tally }: RunProgress): Promise<boolean> {
    const updated = await db
      .updateTable('verification_runs')
      .set({ ...tallied(tally), planned, lease_until: leaseUntilMs })
      .where('id', '=', id)
      .where('owner', '=', owner)
      .where('state', '=', 'running')
      .executeTakeFirst();
    return updated.numUpdatedRows === 1n;
  },
});

export interface RunEnd {
  readonly id: string;
  readonly owner: string;
  readonly state: 'done' | 'capped' | 'broken';
  readonly tally: RunTally;
  readonly nowMs: number;
  /** After which a channel whose run was not asked for is due again, when the run is broken. */
  readonly retryAfterMs: number;
}

/** Ends a run of this owner; one that was cancelled stays so, with its last figures. */
export const endRun = defineUnit({
  name: 'end-verification-run',
  module: import.meta.url,
  async run(db: Db, { id, owner, state, tally, nowMs, retryAfterMs }: RunEnd): Promise<void> {
    await db
      .updateTable('verification_runs')
      .set({ ...tallied(tally), lease_until: null })
      .where('id', '=', id)
      .where('owner', '=', owner)
      .execute();
    const ended = await db
      .updateTable('verification_runs')
      .set({ state, owner: null, finished_at: nowMs })
      .where('id', '=', id)
      .where('owner', '=', owner)
      .where('state', '=', 'running')
      .returning(['channel', 'reason'])
      .executeTakeFirst();
    if (state !== 'broken' || !ended || ended.reason === 'demand') return;
    await db
      .updateTable('verification_schedule')
      .set({ due_at: nowMs + retryAfterMs })
      .where('channel', '=', ended.channel)
      .execute();
  },
});

/** Ends a run wherever it is under way. Throws `not_found`, or `conflict` when it is over. */
export const cancelRun = defineUnit({
  name: 'cancel-verification-run',
  module: import.meta.url,
  errors: [Refusal],
  async run(db: Db, { id, by, nowMs }: { id: string; by: Actor; nowMs: number }): Promise<void> {
    const { state } = await lockedRun(db, id);
    if (state !== 'running') throw new Refusal('conflict', `The run ${id} is over: ${state}.`);
    await db
      .updateTable('verification_runs')
      .set({ state: 'cancelled', finished_at: nowMs })
      .where('id', '=', id)
      .execute();
    await noteAction(db, { by, action: 'verification.cancel', subject: id, nowMs });
  },
});

const tallied = ({ done, passed, failed, spentMicros }: RunTally) => ({
  done,
  passed,
  failed,
  spent_micros: spentMicros,
});

async function lockedRun(db: Db, id: string): Promise<VerificationRunRow> {
  const query = db.selectFrom('verification_runs').selectAll().where('id', '=', id);
  const row = await lockRows(db, query).executeTakeFirst();
  if (!row) throw new Refusal('not_found', `There is no run ${id}.`);
  return row;
}

async function refuseSecond(db: Db, channel: string, nowMs: number): Promise<void> {
  const running = db
    .selectFrom('verification_runs')
    .selectAll()
    .where('channel', '=', channel)
    .where('state', '=', 'running');
  const row = await lockRows(db, running).executeTakeFirst();
  if (!row) return;
  if (row.lease_until !== null && row.lease_until >= nowMs) {
    throw new Refusal('conflict', `The run ${row.id} of the channel ${channel} is under way.`);
  }
  await db
    .updateTable('verification_runs')
    .set({ state: 'broken', owner: null, lease_until: null, finished_at: nowMs })
    .where('id', '=', row.id)
    .execute();
}

import { type Db, defineUnit } from '../../store/unit.ts';
import type { AttemptResult, Verdict } from './judge-attempt.ts';

export interface AttemptRecord {
  readonly id: string;
  readonly owner: string;
  readonly nowMs: number;
  readonly result: AttemptResult;
  readonly verdict: Verdict;
}

/** Writes down an attempt and what follows from it. False when the event is in other hands by now. */
export const recordAttempt = defineUnit({
  name: 'record-attempt',
  module: import.meta.url,
  group: true,
  async run(db: Db, { id, owner, nowMs, result, verdict }: AttemptRecord): Promise<boolean> {
    const isOver = verdict.nextAtMs === undefined;
    const updated = await db
      .updateTable('callback_events')
      .set((set) => ({
        state: verdict.state,
        attempts: set('attempts', '+', 1),
        next_at: verdict.nextAtMs ?? null,
        owner: null,
        finished_at: isOver ? nowMs : null,
      }))
      .where('id', '=', id)
      .where('owner', '=', owner)
      .where('state', '=', 'pending')
      .executeTakeFirst();
    if (updated.numUpdatedRows !== 1n) return false;
    // Not the event's own count: that begins anew with every redelivery.
    const last = await db
      .selectFrom('callback_attempts')
      .select((select) => select.fn.max('number').as('number'))
      .where('event_id', '=', id)
      .executeTakeFirst();
    await db
      .insertInto('callback_attempts')
      .values({
        event_id: id,
        number: (last?.number ?? 0) + 1,
        started_at: result.startedAtMs,
        duration_ms: result.durationMs,
        status: result.status ?? null,
        error: result.error ?? null,
      })
      .execute();
    return true;
  },
});

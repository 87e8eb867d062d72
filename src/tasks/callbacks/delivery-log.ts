import type { Selectable } from 'kysely';
import type {
  CallbackEvent,
  CallbackPage,
  CallbackQuery,
  CallbackState,
  LoggedCallback,
} from '../../generation/callbacks.ts';
import type { Mode } from '../../generation/caller.ts';
import { writeCursor } from '../../lib/page-cursor.ts';
import { pageBounds } from '../../store/page-bounds.ts';
import type { CallbackEventRow } from '../../store/schema.ts';
import { type Db, defineUnit } from '../../store/unit.ts';

export interface EventQuery extends CallbackQuery {
  readonly accountId: string;
  readonly mode: Mode;
  /** Only news of this one. */
  readonly generationId?: string;
}

/** Events of an account, newest first, one page of them. */
export const listEvents = defineUnit({
  name: 'list-callback-events',
  module: import.meta.url,
  async run(db: Db, input: EventQuery): Promise<CallbackPage> {
    const { accountId, mode, generationId } = input;
    let query = db.selectFrom('callback_events').selectAll();
    // Named beside it, the account would have SQLite walk all its events since then.
    query =
      generationId === undefined
        ? query.where('account_id', '=', accountId).where('mode', '=', mode)
        : query.where('generation_id', '=', generationId);
    if (input.state !== undefined) query = query.where('state', '=', input.state);
    for (const bound of pageBounds(input)) query = query.where(bound);
    const found = await query
      .orderBy('created_at', 'desc')
      .orderBy('id', 'desc')
      .limit(input.limit + 1)
      .execute();
    const rows = found.filter((row) => row.account_id === accountId && row.mode === mode);
    const page = rows.slice(0, input.limit);
    const last = page.at(-1);
    return {
      events: page.map(toEvent),
      ...(rows.length > input.limit && last
        ? { next: writeCursor({ createdAtMs: last.created_at, id: last.id }) }
        : {}),
    };
  },
});

/** One event with all its attempts, oldest first. */
export const readEvent = defineUnit({
  name: 'read-callback-event',
  module: import.meta.url,
  async run(db: Db, input: { id: string }): Promise<LoggedCallback | undefined> {
    const row = await db
      .selectFrom('callback_events')
      .selectAll()
      .where('id', '=', input.id)
      .executeTakeFirst();
    if (!row) return undefined;
    const attempts = await db
      .selectFrom('callback_attempts')
      .selectAll()
      .where('event_id', '=', input.id)
      .orderBy('number')
      .execute();
    const log = attempts.map((attempt) => ({
      number: attempt.number,
      startedAtMs: attempt.started_at,
      durationMs: attempt.duration_ms,
      status: attempt.status ?? undefined,
      error: attempt.error ?? undefined,
    }));
    return { ...toEvent(row), log };
  },
});

function toEvent(row: Selectable<CallbackEventRow>): CallbackEvent {
  return {
    id: row.id,
    generationId: row.generation_id,
    accountId: row.account_id,
    mode: row.mode as Mode,
    url: row.url,
    state: row.state as CallbackState,
    attempts: row.attempts,
    nextAtMs: row.next_at ?? undefined,
    createdAtMs: row.created_at,
    finishedAtMs: row.finished_at ?? undefined,
  };
}

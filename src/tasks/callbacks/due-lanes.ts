import type { Mode } from '../../generation/caller.ts';
import { rawSql } from '../../store/raw-sql.ts';
import { type Db, defineUnit } from '../../store/unit.ts';
import type { Lane } from './lane-slots.ts';

export interface DueInput {
  readonly nowMs: number;
  /** Due events to look at. */
  readonly limit: number;
  /** Where the look before ended. */
  readonly after?: LanePlace | undefined;
}

/** A lane, and the moment one of its events became due. */
export interface LanePlace extends Lane {
  readonly dueAtMs: number;
}

export interface DueLanes {
  readonly lanes: readonly Lane[];
  /** Where to go on: there may be more. Whoever begins anew instead sees the same backlog of few lanes again. */
  readonly next?: LanePlace;
}

/**
 * Lanes in which something is due. Costs what is due, and `limit` at most: what anybody can pile up, lanes with something
 * that is to be tried again tomorrow, is not looked at.
 */
export const dueLanes = defineUnit({
  name: 'due-lanes',
  module: import.meta.url,
  async run(db: Db, input: DueInput): Promise<DueLanes> {
    const { rows } = await dueQuery(input).execute(db);
    const places = rows.map(({ host, account_id, mode, due_at }) => ({
      host,
      accountId: account_id,
      mode: mode as Mode,
      dueAtMs: Number(due_at),
    }));
    const last = places.at(-1);
    const isAll = rows.reduce((sum, { events }) => sum + Number(events), 0) < input.limit;
    return {
      lanes: places.map(({ host, accountId, mode }) => ({ host, accountId, mode })),
      ...(last && !isAll ? { next: last } : {}),
    };
  },
});

interface DueRow {
  host: string;
  account_id: string;
  mode: string;
  due_at: number;
  events: number;
}

export function dueQuery({ nowMs, limit, after }: DueInput) {
  const sql = rawSql();
  // Events of one lane that became due at one moment are passed over together: one of them says all.
  const later = after
    ? sql`and (next_at, host, account_id, mode) > (${after.dueAtMs}, ${after.host}, ${after.accountId}, ${after.mode})`
    : sql``;
  return sql<DueRow>`
    select host, account_id, mode, max(next_at) as due_at, count(*) as events
    from (
      select host, account_id, mode, next_at from callback_events
      where next_at <= ${nowMs} ${later}
      order by next_at, host, account_id, mode limit ${limit}
    ) as due
    group by host, account_id, mode
    order by due_at, host, account_id, mode`;
}

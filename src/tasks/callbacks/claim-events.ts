import type { Mode } from '../../generation/caller.ts';
import { rawSql } from '../../store/raw-sql.ts';
import { claimRows } from '../../store/row-locks.ts';
import { type Db, defineUnit } from '../../store/unit.ts';
import type { Lane, LaneOffer } from './lane-slots.ts';

/** An event that this owner, and nobody else, may send now. */
export interface ClaimedEvent extends Lane {
  readonly id: string;
  readonly generationId: string;
  readonly url: string;
  /** Attempts made before this one, since it was first or last asked for. */
  readonly attempts: number;
  readonly createdAtMs: number;
  /** The body, where it is not the status of the generation. */
  readonly payload?: string | undefined;
}

/** Longer than an attempt takes; after it, the owner of a claim counts as dead. */
const claimMs = 60_000;

/** Lanes in which something is due. Steps from lane to lane, however many events wait in each. */
export const dueLanes = defineUnit({
  name: 'due-lanes',
  module: import.meta.url,
  async run(db: Db, input: { nowMs: number }): Promise<Lane[]> {
    const sql = rawSql();
    const { rows } = await sql<{ host: string; account_id: string; mode: string }>`
      with recursive lanes(host, account_id, mode) as (
        select host, account_id, mode from callback_events where id = (
          select id from callback_events where next_at is not null
          order by host, account_id, mode limit 1
        )
        union all
        select event.host, event.account_id, event.mode
        from lanes join callback_events as event on event.id = (
          select coalesce(
            (select id from callback_events as later where later.next_at is not null
              and later.host = lanes.host and later.account_id = lanes.account_id and later.mode > lanes.mode
              order by later.mode limit 1),
            (select id from callback_events as later where later.next_at is not null
              and later.host = lanes.host and later.account_id > lanes.account_id
              order by later.account_id, later.mode limit 1),
            (select id from callback_events as later where later.next_at is not null
              and later.host > lanes.host
              order by later.host, later.account_id, later.mode limit 1)
          )
        )
      )
      select host, account_id, mode from lanes
      where exists (
        select 1 from callback_events as due
        where due.host = lanes.host and due.account_id = lanes.account_id and due.mode = lanes.mode
          and due.next_at <= ${input.nowMs}
      )`.execute(db);
    return rows.map(({ host, account_id, mode }) => ({ host, accountId: account_id, mode: mode as Mode }));
  },
});

export interface ClaimInput {
  readonly owner: string;
  readonly nowMs: number;
  readonly wants: readonly LaneOffer[];
}

/** Takes what is due in these lanes, longest due first. */
export const claimEvents = defineUnit({
  name: 'claim-events',
  module: import.meta.url,
  group: true,
  async run(db: Db, input: ClaimInput): Promise<ClaimedEvent[]> {
    const claimed: ClaimedEvent[] = [];
    for (const { host, accountId, mode, limit } of input.wants) {
      const due = db
        .selectFrom('callback_events')
        .selectAll()
        .where('host', '=', host)
        .where('account_id', '=', accountId)
        .where('mode', '=', mode)
        .where('next_at', '<=', input.nowMs)
        .orderBy('next_at')
        .limit(limit);
      const rows = await claimRows(db, due).execute();
      for (const row of rows) {
        claimed.push({
          id: row.id,
          generationId: row.generation_id,
          accountId: row.account_id,
          mode: row.mode as Mode,
          url: row.url,
          host: row.host,
          attempts: row.attempts,
          createdAtMs: row.created_at,
          payload: row.payload ?? undefined,
        });
      }
    }
    if (claimed.length === 0) return claimed;
    const ids = claimed.map((event) => event.id);
    await db
      .updateTable('callback_events')
      .set({ owner: input.owner, next_at: input.nowMs + claimMs })
      .where('id', 'in', ids)
      .execute();
    return claimed;
  },
});

/** Gives a claimed event back untried. */
export const releaseEvent = defineUnit({
  name: 'release-event',
  module: import.meta.url,
  async run(db: Db, input: { id: string; owner: string; nowMs: number }): Promise<void> {
    await db
      .updateTable('callback_events')
      .set({ owner: null, next_at: input.nowMs })
      .where('id', '=', input.id)
      .where('owner', '=', input.owner)
      .execute();
  },
});

/** Ends every claim of another owner. For a store with one process: the others are dead. */
export const endForeignClaims = defineUnit({
  name: 'end-foreign-claims',
  module: import.meta.url,
  async run(db: Db, input: { exceptOwner: string; nowMs: number }): Promise<void> {
    await db
      .updateTable('callback_events')
      .set({ owner: null, next_at: input.nowMs })
      .where('next_at', 'is not', null)
      .where('owner', 'is not', null)
      .where('owner', '!=', input.exceptOwner)
      .execute();
  },
});

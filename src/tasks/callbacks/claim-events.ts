import type { Mode } from '../../generation/caller.ts';
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

export interface ClaimInput {
  readonly owner: string;
  readonly nowMs: number;
  readonly wants: readonly LaneOffer[];
}

/**
 * Takes what is due in these lanes, longest due first. In a commit of its own: a question for each of many lanes is
 * nothing that accepting and settling should wait for.
 */
export const claimEvents = defineUnit({
  name: 'claim-events',
  module: import.meta.url,
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

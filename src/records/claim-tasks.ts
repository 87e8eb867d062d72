import type { Mode } from '../generation/caller.ts';
import type { PinnedPrice } from '../generation/price.ts';
import type { GenerationRequest } from '../generation/request.ts';
import { fromJsonText } from '../store/json-text.ts';
import { claimRows } from '../store/row-locks.ts';
import { type Db, defineUnit } from '../store/unit.ts';
import { leaseMs } from './leases.ts';
import { tasksInTurn } from './tasks-in-turn.ts';

/** A queued generation that is now this owner's to perform. */
export interface ClaimedTask {
  readonly id: string;
  readonly request: GenerationRequest;
  readonly accountId: string;
  readonly keyId: string;
  readonly mode: Mode;
  readonly createdAtMs: number;
  readonly fence: number;
  readonly price: PinnedPrice;
  readonly heldMicros: number;
}

export interface ClaimInput {
  readonly owner: string;
  /** On the `LeaseClock`. */
  readonly nowMs: number;
  readonly limit: number;
  /** Only this one. */
  readonly id?: string;
  /** The key that had its turn last; its next one comes after everybody else's. */
  readonly turnOf?: string;
}

/** The fence of a task's first owner: rows begin with 1, and each claim and each requeue adds one. */
export const firstTaskFence = 2;

/**
 * Takes queued generations, key by key in turn and each key's oldest first; each has one owner, whoever else asks at
 * the same time.
 */
export const claimTasks = defineUnit({
  name: 'claim-tasks',
  module: import.meta.url,
  group: true,
  async run(db: Db, input: ClaimInput): Promise<ClaimedTask[]> {
    const queued = db.selectFrom('generations').selectAll().where('state', '=', 'queued');
    const rows =
      input.id === undefined
        ? await tasksInTurn(db, input.limit, input.turnOf)
        : await claimRows(db, queued.where('id', '=', input.id)).execute();
    if (rows.length === 0) return [];
    await db
      .updateTable('generations')
      .set((set) => ({
        state: 'running',
        owner: input.owner,
        lease_until: input.nowMs + leaseMs,
        fence: set('fence', '+', 1),
        // Here and not where it goes upstream: what ends its process before that is not begun for ever, either.
        runs: set(set.fn.coalesce('runs', set.val(0)), '+', 1),
      }))
      .where(
        'id',
        'in',
        rows.map((row) => row.id),
      )
      .execute();
    return rows.map((row) => ({
      id: row.id,
      request: fromJsonText<GenerationRequest>(row.request),
      accountId: row.account_id,
      keyId: row.key_id,
      mode: row.mode as Mode,
      createdAtMs: row.created_at,
      fence: row.fence + 1,
      price: fromJsonText<PinnedPrice>(row.price as string),
      heldMicros: row.held_micros,
    }));
  },
});

/** Notes that a task goes upstream now. False when it was cancelled or taken over before: then it must not go. */
export const dispatchTask = defineUnit({
  name: 'dispatch-task',
  module: import.meta.url,
  group: true,
  async run(db: Db, input: { id: string; fence: number; nowMs: number }): Promise<boolean> {
    const updated = await db
      .updateTable('generations')
      .set({ dispatched_at: input.nowMs })
      .where('id', '=', input.id)
      .where('fence', '=', input.fence)
      .where('state', '=', 'running')
      .executeTakeFirst();
    return updated.numUpdatedRows === 1n;
  },
});

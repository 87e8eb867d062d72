import type { Mode } from '../generation/caller.ts';
import { claimRows } from '../store/row-locks.ts';
import { type Db, defineUnit } from '../store/unit.ts';

/** How long an owner is believed to be alive after its last heartbeat. */
export const leaseMs = 30_000;
/** How often an owner renews its leases. */
export const heartbeatMs = 10_000;
/** How often each process looks for leases that ran out: with the lease and a claim within 35 s of the owner's death. */
export const recoveryMs = 4_000;

// All times of leases are of the `LeaseClock`.

/** No generation takes longer; its lease is not renewed further, so that whatever went wrong, it ends. */
export const longestRunMs = 20 * 60_000;

/**
 * Renews the leases of what one owner is performing; which those are, it must say (`HeldLeases`). A generation whose
 * lease was taken by another stays taken. Returns those renewed, with the fence they have now.
 */
export const renewLeases = defineUnit({
  name: 'renew-leases',
  module: import.meta.url,
  async run(
    db: Db,
    input: { owner: string; ids: readonly string[]; nowMs: number },
  ): Promise<RenewedLease[]> {
    const held = db
      .selectFrom('generations')
      .select('id')
      .where('id', 'in', input.ids)
      .where('lease_until', 'is not', null)
      .where('owner', '=', input.owner);
    return (
      db
        .updateTable('generations')
        .set({ lease_until: input.nowMs + leaseMs })
        // What is being settled at this moment is locked, and needs no lease any more.
        .where('id', 'in', claimRows(db, held))
        .returning(['id', 'fence'])
        .execute()
    );
  },
});

export interface RenewedLease {
  readonly id: string;
  readonly fence: number;
}

export interface AbandonedGeneration {
  readonly id: string;
  readonly fence: number;
  readonly owner: string | null;
  readonly accountId: string;
  readonly keyId: string;
  readonly mode: Mode;
  readonly model: string;
  readonly kind: 'sync-image' | 'async-image';
  readonly count: number;
  readonly createdAtMs: number;
  readonly heldMicros: number;
}

/** Accounts and modes with unfinished generations whose lease ran out: their owner is dead. */
export const findAbandoned = defineUnit({
  name: 'find-abandoned',
  module: import.meta.url,
  async run(db: Db, input: { nowMs: number }): Promise<AbandonedOf[]> {
    const rows = await db
      .selectFrom('generations')
      .select(['account_id', 'mode'])
      .where('lease_until', 'is not', null)
      .where('lease_until', '<', input.nowMs)
      .groupBy(['account_id', 'mode'])
      .orderBy('account_id')
      .orderBy('mode')
      .execute();
    return rows.map((row) => ({ accountId: row.account_id, mode: row.mode as Mode }));
  },
});

export type AbandonedOf = Pick<AbandonedGeneration, 'accountId' | 'mode'>;

/** Takes some of one account for this unit, without those whose owner is back or that somebody else deals with. */
export async function claimAbandoned(
  db: Db,
  input: AbandonedOf & { nowMs: number; limit: number },
): Promise<AbandonedGeneration[]> {
  const query = db
    .selectFrom('generations')
    .select(['id', 'fence', 'owner', 'key_id', 'model', 'kind', 'count', 'created_at', 'held_micros'])
    .where('account_id', '=', input.accountId)
    .where('mode', '=', input.mode)
    .where('lease_until', 'is not', null)
    .where('lease_until', '<', input.nowMs)
    .orderBy('lease_until')
    .limit(input.limit);
  const rows = await claimRows(db, query).execute();
  return rows.map((row) => ({
    id: row.id,
    fence: row.fence,
    owner: row.owner,
    accountId: input.accountId,
    keyId: row.key_id,
    mode: input.mode,
    model: row.model,
    kind: row.kind as AbandonedGeneration['kind'],
    count: row.count,
    createdAtMs: row.created_at,
    heldMicros: row.held_micros,
  }));
}

/** Ends every lease of one owner, which will not go on: tasks are taken again at once, under a new fence. */
export const handBackLeases = defineUnit({
  name: 'hand-back-leases',
  module: import.meta.url,
  async run(db: Db, input: { owner: string; nowMs: number }): Promise<void> {
    const held = db
      .selectFrom('generations')
      .select('id')
      .where('lease_until', 'is not', null)
      .where('owner', '=', input.owner);
    await db
      .updateTable('generations')
      .set({ lease_until: input.nowMs - 1 })
      // What is being settled at this moment needs no new owner.
      .where('id', 'in', claimRows(db, held))
      .execute();
  },
});

/** Lets go of every lease of an earlier process that used this owner name, so that `failAbandoned` finds them at once. */
export const expireLeases = defineUnit({
  name: 'expire-leases',
  module: import.meta.url,
  async run(db: Db, input: { nowMs: number; exceptOwner: string }) {
    const updated = await db
      .updateTable('generations')
      .set({ lease_until: input.nowMs - 1 })
      .where('lease_until', 'is not', null)
      .where('owner', '!=', input.exceptOwner)
      .executeTakeFirst();
    return Number(updated.numUpdatedRows);
  },
});

import type { Mode } from '../generation/caller.ts';
import { type Db, defineUnit } from '../store/unit.ts';

/** How long an owner is believed to be alive after its last heartbeat. */
export const leaseMs = 30_000;
/** How often an owner renews its leases. */
export const heartbeatMs = 10_000;

/** Renews every lease of one owner. A generation whose lease was taken by another stays taken. */
export const renewLeases = defineUnit({
  name: 'renew-leases',
  module: import.meta.url,
  async run(db: Db, input: { owner: string; nowMs: number }) {
    const updated = await db
      .updateTable('generations')
      .set({ lease_until: input.nowMs + leaseMs })
      .where('lease_until', 'is not', null)
      .where('owner', '=', input.owner)
      .executeTakeFirst();
    return Number(updated.numUpdatedRows);
  },
});

export interface AbandonedGeneration {
  readonly id: string;
  readonly fence: number;
  readonly owner: string | null;
  readonly accountId: string;
  readonly keyId: string;
  readonly mode: Mode;
  readonly kind: 'sync-image' | 'async-image';
  readonly count: number;
  readonly createdAtMs: number;
  readonly heldMicros: number;
}

/** Unfinished generations whose lease ran out: their owner is dead. */
export async function findAbandoned(
  db: Db,
  input: { nowMs: number; limit: number },
): Promise<AbandonedGeneration[]> {
  const rows = await db
    .selectFrom('generations')
    .selectAll()
    .where('lease_until', 'is not', null)
    .where('lease_until', '<', input.nowMs)
    .orderBy('lease_until')
    .limit(input.limit)
    .execute();
  return rows.map((row) => ({
    id: row.id,
    fence: row.fence,
    owner: row.owner,
    accountId: row.account_id,
    keyId: row.key_id,
    mode: row.mode as Mode,
    kind: row.kind as AbandonedGeneration['kind'],
    count: row.count,
    createdAtMs: row.created_at,
    heldMicros: row.held_micros,
  }));
}

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

import type { FailureCode } from '../generation/failure.ts';
import { UniqueViolation } from '../store/errors.ts';
import { type Db, defineUnit } from '../store/unit.ts';

/** How long a key is remembered. */
export const idempotencyMs = 24 * 3_600_000;

/** What a create says of itself, for the moment it is repeated. */
export interface IdempotencyClaim {
  readonly key: string;
  readonly bodyHash: string;
}

/** A claim on its way into the store. */
export interface PlacedClaim extends IdempotencyClaim {
  /** The generation the key stood for until now, when this one takes its place. */
  readonly replaces?: string;
}

/**
 * Binds a key to a generation inside its accepting transaction; of two at once the second one's transaction
 * waits, then fails with `UniqueViolation` and is answered from the first.
 */
export async function claimIdempotencyKey(
  db: Db,
  claim: PlacedClaim,
  keyId: string,
  generationId: string,
  nowMs: number,
): Promise<void> {
  const place = { key_id: keyId, idempotency_key: claim.key };
  const bound = { body_hash: claim.bodyHash, generation_id: generationId, created_at: nowMs };
  if (claim.replaces === undefined) {
    await db
      .insertInto('idempotency_keys')
      .values({ ...place, ...bound })
      .execute();
    return;
  }
  const replaced = await db
    .updateTable('idempotency_keys')
    .set(bound)
    .where('key_id', '=', keyId)
    .where('idempotency_key', '=', claim.key)
    .where('generation_id', '=', claim.replaces)
    .executeTakeFirst();
  if (replaced.numUpdatedRows !== 1n) {
    throw new UniqueViolation({ table: 'idempotency_keys', columns: Object.keys(place) });
  }
}

export interface EarlierClaim {
  readonly generationId: string;
  readonly bodyHash: string;
  /** Older than a day. */
  readonly isExpired: boolean;
  /** Its generation was cut short by the end of a process and delivered nothing. */
  readonly isInterrupted: boolean;
}

export const findClaim = defineUnit({
  name: 'find-claim',
  module: import.meta.url,
  async run(db: Db, input: { keyId: string; key: string; nowMs: number }): Promise<EarlierClaim | undefined> {
    const row = await db
      .selectFrom('idempotency_keys as claims')
      .leftJoin('generations', 'generations.id', 'claims.generation_id')
      .select(['claims.generation_id', 'claims.body_hash', 'claims.created_at', 'generations.failure_code'])
      .where('claims.key_id', '=', input.keyId)
      .where('claims.idempotency_key', '=', input.key)
      .executeTakeFirst();
    if (!row) return undefined;
    return {
      generationId: row.generation_id,
      bodyHash: row.body_hash,
      isExpired: row.created_at <= input.nowMs - idempotencyMs,
      isInterrupted: row.failure_code === ('interrupted' satisfies FailureCode),
    };
  },
});

/** Forgets keys older than a day; returns the generations they stood for. */
export const pruneClaims = defineUnit({
  name: 'prune-claims',
  module: import.meta.url,
  async run(db: Db, input: { nowMs: number }): Promise<string[]> {
    const rows = await db
      .deleteFrom('idempotency_keys')
      .where('created_at', '<=', input.nowMs - idempotencyMs)
      .returning('generation_id')
      .execute();
    return rows.map((row) => row.generation_id);
  },
});

import type { FailureCode } from '../generation/failure.ts';
import { UniqueViolation } from '../store/errors.ts';
import { insertRows } from '../store/insert-rows.ts';
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

/** A claim and the generation it is made for. */
export interface BoundClaim extends PlacedClaim {
  readonly keyId: string;
  readonly generationId: string;
  /** An answer may be kept for it in the archive. */
  readonly keepsAnswer: boolean;
  readonly nowMs: number;
}

/**
 * Binds keys to generations inside their accepting transaction; of two at once the second one's transaction
 * waits, then fails with `UniqueViolation` and is answered from the first.
 */
export async function claimIdempotencyKey(db: Db, claims: readonly BoundClaim[]): Promise<void> {
  const rows = claims
    .filter((claim) => claim.replaces === undefined)
    .map((claim) => ({
      key_id: claim.keyId,
      idempotency_key: claim.key,
      body_hash: claim.bodyHash,
      generation_id: claim.generationId,
      created_at: claim.nowMs,
      keeps_answer: claim.keepsAnswer ? 1 : 0,
    }));
  await insertRows(db, 'idempotency_keys', rows);
  for (const claim of claims) if (claim.replaces !== undefined) await takeOver(db, claim, claim.replaces);
}

async function takeOver(db: Db, claim: BoundClaim, replaces: string): Promise<void> {
  const replaced = await db
    .updateTable('idempotency_keys')
    .set({
      body_hash: claim.bodyHash,
      generation_id: claim.generationId,
      created_at: claim.nowMs,
      keeps_answer: claim.keepsAnswer ? 1 : 0,
    })
    .where('key_id', '=', claim.keyId)
    .where('idempotency_key', '=', claim.key)
    .where('generation_id', '=', replaces)
    .executeTakeFirst();
  if (replaced.numUpdatedRows === 1n) return;
  throw new UniqueViolation({ table: 'idempotency_keys', columns: ['key_id', 'idempotency_key'] });
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

import { type Db, defineUnit } from '../store/unit.ts';

/** How long a key is remembered. */
export const idempotencyMs = 24 * 3_600_000;

/** What a create says of itself, for the moment it is repeated. */
export interface IdempotencyClaim {
  readonly key: string;
  readonly bodyHash: string;
}

/**
 * Binds a key to a generation inside its accepting transaction; of two at once the second one's transaction
 * waits, then fails on the unique key and is answered from the first.
 */
export async function claimIdempotencyKey(
  db: Db,
  claim: IdempotencyClaim,
  keyId: string,
  generationId: string,
  nowMs: number,
): Promise<void> {
  await db
    .insertInto('idempotency_keys')
    .values({
      key_id: keyId,
      idempotency_key: claim.key,
      body_hash: claim.bodyHash,
      generation_id: generationId,
      created_at: nowMs,
    })
    .execute();
}

export interface EarlierClaim {
  readonly generationId: string;
  readonly bodyHash: string;
}

export const findClaim = defineUnit({
  name: 'find-claim',
  module: import.meta.url,
  async run(db: Db, input: { keyId: string; key: string; nowMs: number }): Promise<EarlierClaim | undefined> {
    const row = await db
      .selectFrom('idempotency_keys')
      .select(['generation_id', 'body_hash'])
      .where('key_id', '=', input.keyId)
      .where('idempotency_key', '=', input.key)
      .where('created_at', '>', input.nowMs - idempotencyMs)
      .executeTakeFirst();
    return row && { generationId: row.generation_id, bodyHash: row.body_hash };
  },
});

/** Forgets keys older than a day, or one of them; returns the generations they stood for. */
export const pruneClaims = defineUnit({
  name: 'prune-claims',
  module: import.meta.url,
  async run(db: Db, input: { nowMs: number; keyId?: string; key?: string }): Promise<string[]> {
    let query = db.deleteFrom('idempotency_keys').where('created_at', '<=', input.nowMs - idempotencyMs);
    if (input.keyId !== undefined && input.key !== undefined) {
      query = query.where('key_id', '=', input.keyId).where('idempotency_key', '=', input.key);
    }
    const rows = await query.returning('generation_id').execute();
    return rows.map((row) => row.generation_id);
  },
});

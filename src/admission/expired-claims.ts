import { follows } from '../store/follows.ts';
import { type Db, defineUnit } from '../store/unit.ts';
import { idempotencyMs } from './idempotency.ts';

/** An Idempotency-Key whose day is over. */
export interface ExpiredClaim {
  readonly generationId: string;
  readonly createdAtMs: number;
  /** A native answer may lie in the archive for it. */
  readonly keepsAnswer: boolean;
}

/** The oldest, or those that follow one. */
export const expiredClaims = defineUnit({
  name: 'expired-claims',
  module: import.meta.url,
  async run(
    db: Db,
    { nowMs, limit, after }: { nowMs: number; limit: number; after?: ExpiredClaim },
  ): Promise<ExpiredClaim[]> {
    let query = db
      .selectFrom('idempotency_keys')
      .select(['generation_id', 'created_at', 'keeps_answer'])
      .where('created_at', '<=', nowMs - idempotencyMs);
    if (after) {
      const place = { atMs: after.createdAtMs, name: after.generationId };
      query = query.where((where) => follows(where, 'created_at', 'generation_id', place));
    }
    const rows = await query.orderBy('created_at').orderBy('generation_id').limit(limit).execute();
    return rows.map((row) => ({
      generationId: row.generation_id,
      createdAtMs: row.created_at,
      keepsAnswer: row.keeps_answer === 1,
    }));
  },
});

/** In the order they were found. A key that stands for another generation by now stays. */
export const forgetClaims = defineUnit({
  name: 'forget-claims',
  module: import.meta.url,
  async run(db: Db, claims: readonly ExpiredClaim[]): Promise<void> {
    const [first, last] = [claims[0] as ExpiredClaim, claims.at(-1) as ExpiredClaim];
    await db
      .deleteFrom('idempotency_keys')
      // By age, for which there is an index.
      .where('created_at', '>=', first.createdAtMs)
      .where('created_at', '<=', last.createdAtMs)
      .where(
        'generation_id',
        'in',
        claims.map(({ generationId }) => generationId),
      )
      .execute();
  },
});

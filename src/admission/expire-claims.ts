import { type Swept, sweepBatches, sweptAtOnce } from '../lib/sweep-batches.ts';
import type { Store } from '../store/store.ts';
import { type ExpiredClaim, expiredClaims, forgetClaims } from './expired-claims.ts';

/** Forgets Idempotency-Keys whose day is over: first the answers kept for them, then the keys. */
export function expireClaims(
  store: Store,
  removeAnswer: (generationId: string) => Promise<void>,
  nowMs: number,
): Promise<Swept> {
  return sweepBatches<ExpiredClaim>({
    find: (after) => store.read(expiredClaims, { nowMs, limit: sweptAtOnce, ...(after && { after }) }),
    remove: async (claim) => claim.keepsAnswer && (await removeAnswer(claim.generationId)),
    forget: (claims) => store.write(forgetClaims, claims),
  });
}

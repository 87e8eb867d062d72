import type { Store } from '../store/store.ts';
import { type ExpiredClaim, expiredClaims, forgetClaims } from './expired-claims.ts';

const batchSize = 200;

/**
 * Forgets Idempotency-Keys whose day is over: first the answers kept for them, then the keys, so that a crash between
 * the two only means that an answer is deleted twice. A key whose answer cannot be deleted stays for the next time; the
 * others do not wait for it. Rejects with what prevented the last one.
 */
export async function expireClaims(
  store: Store,
  removeAnswer: (generationId: string) => Promise<void>,
  nowMs: number,
): Promise<void> {
  let reason: unknown;
  for (let after: ExpiredClaim | undefined; ; ) {
    const claims = await store.read(expiredClaims, { nowMs, limit: batchSize, ...(after ? { after } : {}) });
    const gone: ExpiredClaim[] = [];
    for (const claim of claims) {
      try {
        if (claim.keepsAnswer) await removeAnswer(claim.generationId);
        gone.push(claim);
      } catch (error) {
        reason = error;
      }
    }
    if (gone.length > 0) await store.write(forgetClaims, gone);
    after = claims.at(-1);
    // Where none of a whole batch can be deleted, the archive is away.
    if (claims.length < batchSize || gone.length === 0) break;
  }
  if (reason !== undefined) throw reason;
}

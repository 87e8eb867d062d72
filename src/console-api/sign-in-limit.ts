import { createMemoryLimiter } from '../admission/rate-limit/memory-limiter.ts';
import { Failure } from '../generation/failure.ts';
import type { Clock } from '../lib/clock.ts';

/** Enough for a person, nothing for who guesses. */
const passwordsPerMinute = 5;
/** Nobody guesses a link; it only must not be free to try. */
const linksPerMinute = 60;

/** Bounds tries to sign in, per address and name. */
export function createSignInLimit(clock: Clock) {
  const limiter = createMemoryLimiter(clock, 60_000);
  return {
    /** Throws `rate_limited`. */
    count(address: string, body: unknown): void {
      const given = (body as { name?: unknown } | null)?.name;
      const most = given === undefined ? linksPerMinute : passwordsPerMinute;
      const name = String(given ?? '')
        .toLowerCase()
        .slice(0, 100);
      const { admitted, nextMs } = limiter.count(`${address} ${name}`, most);
      if (admitted) return;
      throw new Failure('rate_limited', {
        message: `Too many tries to sign in. Wait ${Math.ceil(nextMs / 1000)} s.`,
        retryAfterMs: nextMs,
      });
    },
  };
}

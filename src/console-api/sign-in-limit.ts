import { clientOf } from '../admission/rate-limit/bad-answers.ts';
import { createMemoryLimiter } from '../admission/rate-limit/memory-limiter.ts';
import { Failure } from '../generation/failure.ts';
import type { Clock } from '../lib/clock.ts';

/** Enough for a person, nothing for who guesses. */
const perName = 5;
/** Whatever the names are: enough for an office behind one address. */
const perAddress = 30;
/** Nobody guesses a link; it only must not be free to try. */
const linksPerAddress = 60;

/** Bounds tries to sign in: per address, and of an address per name. */
export function createSignInLimit(clock: Clock) {
  const limiter = createMemoryLimiter(clock, 60_000);
  function count(key: string, most: number): void {
    const { admitted, nextMs } = limiter.count(key, most);
    if (admitted) return;
    throw new Failure('rate_limited', {
      message: `Too many tries to sign in. Wait ${Math.ceil(nextMs / 1000)} s.`,
      retryAfterMs: nextMs,
    });
  }
  return {
    /** `name` is that of a try by password. Throws `rate_limited`. */
    count(address: string, name: string | undefined): void {
      const client = clientOf(address);
      if (name === undefined) count(`link ${client}`, linksPerAddress);
      else {
        count(`name ${client} ${name.toLowerCase()}`, perName);
        count(`address ${client}`, perAddress);
      }
    },
  };
}

import { Failure } from '../../generation/failure.ts';
import type { Clock } from '../../lib/clock.ts';
import { formatAddress, isIpv4, parseAddress } from '../../lib/egress/address.ts';
import { createMemoryLimiter } from './memory-limiter.ts';

/** No longer than the longest Retry-After that clients obey. */
const windowMs = 59_000;

/** Requests without a valid key, counted per client address in this process: a guess must cost us nothing. */
export interface BadAnswers {
  /** Counts a request of which nothing good is known yet. Throws `rate_limited`. */
  count(address: string): void;
  /** It was a good one. */
  giveBack(address: string): void;
}

/** `mostPerWindow` bad ones are answered in 59 s. */
export function createBadAnswers(clock: Clock, mostPerWindow = 600): BadAnswers {
  const limiter = createMemoryLimiter(clock, windowMs);
  return {
    count(address) {
      const { admitted, nextMs } = limiter.count(clientOf(address), mostPerWindow);
      if (admitted) return;
      throw new Failure('rate_limited', {
        message:
          'Too many requests without a valid key came from this address. Wait for the time given in Retry-After.',
        retryAfterMs: nextMs,
      });
    },
    giveBack: (address) => limiter.giveBack(clientOf(address)),
  };
}

/** One IPv4 address, or the /64 that one IPv6 customer has. */
export function clientOf(text: string): string {
  const address = parseAddress(text);
  if (!address) return text.slice(0, 64);
  const whole = formatAddress(address);
  return isIpv4(address) ? whole : whole.split(':', 4).join(':');
}

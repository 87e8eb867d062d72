import type { Clock } from '../../lib/clock.ts';
import { steadyClock } from '../../lib/steady-clock.ts';
import { createMemoryLimiter } from './memory-limiter.ts';
import { minuteMs, type RateCount, type RateLimiter } from './rate-limiter.ts';
import type { RedisLimiter } from './redis-limiter.ts';

/** After a failure Redis is left alone for so long, then one request tries it. */
const retryMs = 1_000;

export interface SharedLimiterParts {
  readonly redis: RedisLimiter;
  readonly clock: Clock;
  /** Nodes that share the limits now. */
  readonly nodes: () => number;
  readonly windowMs?: number;
  /** Called with true when Redis stops answering, with false when it answers again. */
  onFallback(active: boolean, cause?: unknown): void;
}

/**
 * One limit for all nodes, counted in Redis. While Redis does not answer, each node admits its share of the limit.
 *
 * What this node admits is counted here too, so that its share is not given out a second time in the window in
 * which Redis went away. For one window after Redis came back the share holds beside Redis, which does not know
 * what was admitted meanwhile.
 */
export function createSharedLimiter(parts: SharedLimiterParts): RateLimiter {
  const { redis, nodes, onFallback, windowMs = minuteMs } = parts;
  const steady = steadyClock(parts.clock);
  const own = createMemoryLimiter(steady, windowMs);
  let down = false;
  let tryAgainMs = 0;
  let recoveredUntilMs = Number.NEGATIVE_INFINITY;

  const countShare = (key: string, limit: number): RateCount =>
    own.count(key, limit < 1 ? 0 : Math.max(1, Math.floor(limit / nodes())));

  function failed(error: unknown): void {
    tryAgainMs = steady.now() + retryMs;
    if (!down) onFallback(true, error);
    down = true;
  }

  function answered(): void {
    if (!down) return;
    down = false;
    recoveredUntilMs = steady.now() + windowMs;
    onFallback(false);
  }

  async function countBoth(key: string, limit: number): Promise<RateCount> {
    const share = countShare(key, limit);
    if (!share.admitted) return { ...share, limit };
    try {
      const counted = await redis.count(key, limit);
      answered();
      if (!counted.admitted) own.giveBack(key);
      return { ...counted, remaining: Math.min(counted.remaining, share.remaining) };
    } catch (error) {
      failed(error);
      return { ...share, limit };
    }
  }

  return {
    windowMs,
    async count(key, limit) {
      const nowMs = steady.now();
      if (down) {
        if (nowMs < tryAgainMs) return { ...countShare(key, limit), limit };
        tryAgainMs = nowMs + retryMs;
        return countBoth(key, limit);
      }
      if (nowMs < recoveredUntilMs) return countBoth(key, limit);
      try {
        const counted = await redis.count(key, limit);
        if (counted.admitted) own.count(key, Number.POSITIVE_INFINITY);
        return counted;
      } catch (error) {
        failed(error);
        return { ...countShare(key, limit), limit };
      }
    },
    close: () => redis.close(),
  };
}

import type { Clock } from '../../lib/clock.ts';
import { steadyClock } from '../../lib/steady-clock.ts';
import { minuteMs, type RateCount, type RateLimiter } from './rate-limiter.ts';
import { SlidingWindow } from './sliding-window.ts';

/** Keys that may be known at once; beyond, the one known longest is forgotten. An idle key takes under 300 bytes. */
const mostKeys = 100_000;
/** Keys looked at per request: what is idle goes sooner than new keys can come. */
const prunedPerCount = 2;

/** The limiter of one process. */
export interface MemoryLimiter extends RateLimiter {
  count(key: string, limit: number): RateCount;
  /** Takes back what a request counted, because it need not have been counted. */
  giveBack(key: string): void;
  /** Keys it remembers. */
  size(): number;
}

export function createMemoryLimiter(clock: Clock, windowMs: number = minuteMs): MemoryLimiter {
  const steady = steadyClock(clock);
  const windows = new Map<string, SlidingWindow>();
  let remaining = windows.entries();

  function prune(nowMs: number): void {
    for (let looked = 0; looked < prunedPerCount; looked += 1) {
      const next = remaining.next();
      if (next.done) {
        remaining = windows.entries();
        break;
      }
      const [key, window] = next.value;
      if (window.used(nowMs) === 0) windows.delete(key);
    }
    if (windows.size > mostKeys) windows.delete(windows.keys().next().value as string);
  }

  return {
    windowMs,
    count(key, limit) {
      const nowMs = steady.now();
      prune(nowMs);
      let window = windows.get(key);
      if (!window) {
        window = new SlidingWindow(windowMs);
        windows.set(key, window);
      }
      return window.count(limit, nowMs);
    },
    giveBack: (key) => windows.get(key)?.giveBack(),
    size: () => windows.size,
    close: async () => {},
  };
}

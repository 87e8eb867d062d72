import type { Clock } from '../../lib/clock.ts';

/**
 * A clock that never goes back: where the wall clock is set back it goes on from where it was, at the same pace.
 * A window counted by it ends after its length at the latest.
 */
export function steadyClock(clock: Clock): Clock {
  let latestMs = Number.NEGATIVE_INFINITY;
  let shiftMs = 0;
  return {
    now() {
      const nowMs = clock.now() + shiftMs;
      if (nowMs < latestMs) {
        shiftMs += latestMs - nowMs;
        return latestMs;
      }
      latestMs = nowMs;
      return nowMs;
    },
  };
}

import type { Clock } from './clock.ts';

/**
 * Times that never go back: where the wall clock is set back they go on from where they were, at the same pace.
 * A window counted by them ends after its length at the latest.
 */
export class SteadyTime {
  #latestMs = Number.NEGATIVE_INFINITY;
  #shiftMs = 0;

  /** The steady time at what the wall clock shows now. */
  at(nowMs: number): number {
    const steadyMs = nowMs + this.#shiftMs;
    if (steadyMs < this.#latestMs) {
      this.#shiftMs += this.#latestMs - steadyMs;
      return this.#latestMs;
    }
    this.#latestMs = steadyMs;
    return steadyMs;
  }
}

/** A clock that never goes back (`SteadyTime`). */
export function steadyClock(clock: Clock): Clock {
  const time = new SteadyTime();
  return { now: () => time.at(clock.now()) };
}

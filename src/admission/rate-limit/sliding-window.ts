import type { RateCount } from './rate-limiter.ts';

/**
 * Admissions close in time are kept as one group, so that a window has about a thousand of them whatever the
 * limit. A group counts until its last admission is one window old: the limit is never exceeded, and a place is
 * given back at most a thousandth of the window late.
 */
export const groupsPerWindow = 1_000;

/** The admissions of one key within the last window. Times must not go back (`steadyClock`). */
export class SlidingWindow {
  readonly #windowMs: number;
  /** Groups, oldest first from `#head` on: time of the last admission and number of admissions. */
  readonly #lastMs: number[] = [];
  readonly #sizes: number[] = [];
  #head = 0;
  #newestFirstMs = 0;
  #used = 0;

  constructor(windowMs: number) {
    this.#windowMs = windowMs;
  }

  /** Admissions that count now. */
  used(nowMs: number): number {
    this.#forget(nowMs);
    return this.#used;
  }

  count(limit: number, nowMs: number): RateCount {
    const admitted = this.used(nowMs) < limit;
    if (admitted) this.#add(nowMs);
    return {
      admitted,
      limit,
      remaining: Math.max(0, limit - this.#used),
      nextMs: this.#nextMs(limit, nowMs),
      resetMs: this.#used === 0 ? 0 : this.#lastMs[this.#lastMs.length - 1]! + this.#windowMs - nowMs,
    };
  }

  /** Takes one admission back, the newest. */
  giveBack(): void {
    if (this.#used === 0) return;
    this.#used -= 1;
    this.#sizes[this.#sizes.length - 1]! -= 1;
    if (this.#sizes[this.#sizes.length - 1] !== 0) return;
    this.#sizes.pop();
    this.#lastMs.pop();
    // The group that is the newest now is closed: its first time is not known any more.
    this.#newestFirstMs = Number.NEGATIVE_INFINITY;
  }

  #add(nowMs: number): void {
    const newest = this.#lastMs.length - 1;
    this.#used += 1;
    if (newest >= this.#head && nowMs - this.#newestFirstMs < this.#windowMs / groupsPerWindow) {
      this.#lastMs[newest] = nowMs;
      this.#sizes[newest]! += 1;
      return;
    }
    this.#newestFirstMs = nowMs;
    this.#lastMs.push(nowMs);
    this.#sizes.push(1);
  }

  #forget(nowMs: number): void {
    const untilMs = nowMs - this.#windowMs;
    while (this.#head < this.#lastMs.length && this.#lastMs[this.#head]! <= untilMs) {
      this.#used -= this.#sizes[this.#head]!;
      this.#head += 1;
    }
    if (this.#head * 2 < this.#lastMs.length || this.#head === 0) return;
    this.#lastMs.splice(0, this.#head);
    this.#sizes.splice(0, this.#head);
    this.#head = 0;
  }

  /** A key whose limit was lowered has more admissions than it may have: several groups must leave first. */
  #nextMs(limit: number, nowMs: number): number {
    if (limit < 1 || this.#used === 0) return this.#windowMs;
    let excess = this.#used - limit;
    let group = this.#head;
    while (excess >= this.#sizes[group]!) {
      excess -= this.#sizes[group]!;
      group += 1;
    }
    return this.#lastMs[group]! + this.#windowMs - nowMs;
  }
}

/** Retries that each first try pays for; with the others, an outage costs at most a tenth more calls. */
const perRequest = 0.06;
/** So that a quiet server may retry at all. */
const perSecond = 0.1;
const reserve = 50;

/**
 * Second tries of this process, bounded as a share of its first ones: when everything fails, retries would only
 * add to the storm (Google SRE, "Handling Overload").
 */
export class RetryBudget {
  /** Retries that were not made because nothing was left. */
  refused = 0;
  #tokens = reserve;
  #countedAtMs: number | undefined;

  /** A first try was made. */
  deposit(nowMs: number): void {
    const seconds = Math.max(0, nowMs - (this.#countedAtMs ?? nowMs)) / 1000;
    this.#countedAtMs = nowMs;
    this.#tokens = Math.min(this.#tokens + perRequest + seconds * perSecond, reserve);
  }

  get canSpend(): boolean {
    return this.#tokens >= 1;
  }

  /** A retry was made. */
  spend(): void {
    this.#tokens -= 1;
  }
}

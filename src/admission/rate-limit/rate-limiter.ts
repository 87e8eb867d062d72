/** Length of the window that limits per minute are counted in. */
export const minuteMs = 60_000;

/** What counting one request came to. */
export interface RateCount {
  readonly admitted: boolean;
  readonly limit: number;
  /** Further requests that would be admitted at this moment. */
  readonly remaining: number;
  /** Until quota comes back; after a refusal exactly until the next request is admitted. 1 ms to one window. */
  readonly nextMs: number;
  /** Until the whole quota is back. */
  readonly resetMs: number;
}

/**
 * Counts requests in a window that slides: of one key, never more than `limit` are admitted in any `windowMs`.
 * A refused request is not counted.
 */
export interface RateLimiter {
  readonly windowMs: number;
  /** Counts a request that comes now. Never throws for a limiter that is out of reach. */
  count(key: string, limit: number): RateCount | Promise<RateCount>;
  close(): Promise<void>;
}

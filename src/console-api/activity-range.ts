const [minuteMs, hourMs] = [60_000, 3_600_000];

/** How far back the overview looks, and in which steps. */
export const activityRanges = {
  '1h': { bucketMs: minuteMs, count: 60 },
  '24h': { bucketMs: hourMs, count: 24 },
  '7d': { bucketMs: 6 * hourMs, count: 28 },
  '30d': { bucketMs: 24 * hourMs, count: 30 },
} as const;

export type ActivityRange = keyof typeof activityRanges;

export interface ActivitySums {
  readonly requests: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly images: number;
  readonly chargedMicros: number;
}

export interface ActivityBucket extends ActivitySums {
  /** Its first moment, Unix milliseconds. */
  readonly atMs: number;
  /** From accept to end of what succeeded, in ms; absent without any. */
  readonly p50?: number;
  readonly p95?: number;
}

/** First moments of the buckets, oldest first; the last one holds `nowMs`. */
export function bucketStarts(range: ActivityRange, nowMs: number): number[] {
  const { bucketMs, count } = activityRanges[range];
  const lastMs = Math.floor(nowMs / bucketMs) * bucketMs;
  return Array.from({ length: count }, (_, index) => lastMs - (count - 1 - index) * bucketMs);
}

/** The smallest of the sorted values that this share of them does not exceed: of few, p99 is the slowest. */
export const percentile = (sorted: readonly number[], share: number): number | undefined =>
  sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)];

const secondMs = 1_000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;

/** What is waited before each attempt: the schedule that Standard Webhooks 1.0.0 recommends, 75 h 35 min in all. */
export const retryDelaysMs: readonly number[] = [
  0,
  5 * secondMs,
  5 * minuteMs,
  30 * minuteMs,
  2 * hourMs,
  5 * hourMs,
  10 * hourMs,
  14 * hourMs,
  20 * hourMs,
  24 * hourMs,
];

/** Each delay is up to this part longer or shorter, so that receivers that failed together are not called together. */
const jitter = 0.2;
const longestRetryAfterMs = 24 * hourMs;

export interface FailedAttempt {
  /** Attempts made so far, this one included. */
  readonly attempts: number;
  readonly nowMs: number;
  /** What the receiver asked for; more than a day counts as a day. */
  readonly retryAfterMs: number;
  /** 0 ≤ x < 1. */
  readonly chance: number;
}

/** When to try again, in Unix milliseconds; undefined when the schedule is used up. */
export function nextAttemptAt({ attempts, nowMs, retryAfterMs, chance }: FailedAttempt): number | undefined {
  const delayMs = retryDelaysMs[attempts];
  if (delayMs === undefined) return undefined;
  const spreadMs = delayMs * (1 + jitter * (2 * chance - 1));
  return Math.ceil(nowMs + Math.max(spreadMs, Math.min(retryAfterMs, longestRetryAfterMs)));
}

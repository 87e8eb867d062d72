import type { Clock } from '../../lib/clock.ts';
import type { HttpHeaders } from '../../lib/http-client/http-client.ts';
import { retryAfterMs } from '../../lib/retry-after.ts';

/** More is a slip of the upstream (a date, microseconds for seconds): no client is told it, and no store could hold some. */
const longestMs = 3_600_000;

/** Milliseconds an upstream asks to wait, an hour at most. */
export const boundedWaitMs = (waitMs: number | undefined): number | undefined =>
  waitMs === undefined ? undefined : Math.min(waitMs, longestMs);

/** What the head of an answer asks to wait. */
export const askedWaitMs = (headers: HttpHeaders, clock: Clock): number | undefined =>
  boundedWaitMs(retryAfterMs(headers['retry-after'], clock.now()));

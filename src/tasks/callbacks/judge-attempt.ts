import type { CallbackState } from '../../generation/callbacks.ts';
import { retryAfterMs } from '../../lib/retry-after.ts';
import { nextAttemptAt } from './retry-schedule.ts';

/** What came of one attempt to tell a receiver. */
export interface AttemptResult {
  readonly startedAtMs: number;
  readonly durationMs: number;
  /** Undefined when there was no answer. */
  readonly status?: number | undefined;
  /** Why there was none; for the operator, since it may name addresses behind the gateway. */
  readonly error?: string | undefined;
  /** The Retry-After header as it was received. */
  readonly retryAfter?: string | undefined;
  /** No attempt could ever do better. */
  readonly isHopeless?: boolean;
}

export interface Verdict {
  readonly state: CallbackState;
  /** Set while it is pending. */
  readonly nextAtMs: number | undefined;
}

/** Statuses that mean "not now", on which Standard Webhooks lets the receiver name the time. */
const throttling = new Set([429, 502, 503, 504]);

/**
 * Only a 2xx ends the matter well. 410 says that nobody wants the event any more; everything else, redirects
 * included, is a failure that is tried again until the schedule is used up. `attempts` counts this one.
 */
export function judgeAttempt(
  result: AttemptResult,
  { attempts, nowMs, chance }: { attempts: number; nowMs: number; chance: number },
): Verdict {
  const { status } = result;
  if (status !== undefined && status >= 200 && status < 300) {
    return { state: 'delivered', nextAtMs: undefined };
  }
  if (status === 410 || result.isHopeless) return { state: 'stopped', nextAtMs: undefined };
  const asked = status !== undefined && throttling.has(status) ? result.retryAfter : undefined;
  const waitMs = retryAfterMs(asked, nowMs) ?? 0;
  const nextAtMs = nextAttemptAt({ attempts, nowMs, chance, retryAfterMs: waitMs });
  return { state: nextAtMs === undefined ? 'exhausted' : 'pending', nextAtMs };
}

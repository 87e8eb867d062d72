import { setTimeout as delay } from 'node:timers/promises';
import type { Caller } from '../../generation/caller.ts';
import type { RequestKind, RequestRate } from '../../generation/engine.ts';
import type { RateLimiter } from './rate-limiter.ts';

/**
 * Clients obey a Retry-After below a minute only (docs/client-rules.md R9), and 59 is the longest that is told. A limit used
 * up within one second asks for more: such a refusal is held until 59 s are enough, so that whoever waits exactly
 * as long as told is admitted.
 */
const longestToldMs = 59_000;
/** Refusals held at once; beyond, they go out early and their clients come back up to a second too soon. */
const mostHeld = 5_000;

export interface CountRequestParts {
  readonly limiter: RateLimiter;
  /** Creates per minute of a key whose settings say nothing. */
  readonly requestsPerMinute: number;
  readonly readsPerMinute: number;
  readonly sleep?: (durationMs: number) => Promise<unknown>;
}

/** Counts requests against their keys: creates and reads have a bucket each. */
export function createCountRequest(parts: CountRequestParts) {
  const { limiter, sleep = delay } = parts;
  let held = 0;
  return async ({ keyId, settings }: Caller, kind: RequestKind): Promise<RequestRate> => {
    const creates = settings.requestsPerMinute ?? parts.requestsPerMinute;
    const counted = await limiter.count(
      `${kind}:${keyId}`,
      kind === 'create' ? creates : parts.readsPerMinute,
    );
    const rate = {
      policy: kind === 'create' ? 'default' : 'reads',
      windowMs: limiter.windowMs,
      ...counted,
    };
    const heldMs = counted.nextMs - longestToldMs;
    if (counted.admitted || heldMs <= 0 || held >= mostHeld) return rate;
    held += 1;
    await sleep(heldMs).finally(() => {
      held -= 1;
    });
    return { ...rate, nextMs: longestToldMs, resetMs: Math.max(longestToldMs, counted.resetMs - heldMs) };
  };
}

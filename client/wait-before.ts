import type { Outgoing } from './outgoing.ts';
import { type PlantainError, retryAfterMs } from './plantain-error.ts';

/** A longer Retry-After is not obeyed blindly: the caller learns of it instead. */
const longestWaitMs = 60_000;
/** 409: the first request with this Idempotency-Key still runs. */
const retriedStatuses = [408, 409, 429, 500, 502, 503, 504];

/** How long to wait before the next try; undefined: there is none. */
export function waitBefore(
  retry: number,
  answer: Response | PlantainError,
  outgoing: Outgoing,
): number | undefined {
  const isRepeatable = outgoing.method !== 'POST' || outgoing.isCreate === true;
  if (!isRepeatable) return undefined;
  const backoffMs = Math.min(500 * 2 ** retry, 8_000) * (1 - Math.random() / 4);
  if (!(answer instanceof Response)) return backoffMs;
  if (isReplayed(answer) && outgoing.idempotencyKey !== undefined) return undefined;
  const advice = answer.headers.get('x-should-retry');
  if (advice === 'false' || (advice !== 'true' && !retriedStatuses.includes(answer.status))) return undefined;
  const askedMs = retryAfterMs(answer.headers);
  if (askedMs === undefined) return backoffMs;
  return askedMs > longestWaitMs ? undefined : askedMs;
}

/** It is the recorded failure of an earlier try. */
export const isReplayed = ({ headers }: Response) => headers.get('idempotent-replayed') === 'true';

/** Resolves after the time, or rejects with the signal's reason. */
export function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal?.reason as Error);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, ms);
    signal?.addEventListener('abort', stop, { once: true });
  });
}

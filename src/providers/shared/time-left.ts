import { Failure } from '../../generation/failure.ts';
import type { ProviderWork } from '../../generation/provider.ts';
import type { HttpTimeouts } from '../../lib/http-client/http-client.ts';

type Timed = Pick<ProviderWork, 'clock' | 'deadlineMs'>;

/** Milliseconds this try may still take, over all it does. Throws `upstream_timeout` when none are left. */
export function timeLeftMs({ clock, deadlineMs }: Timed): number {
  const leftMs = deadlineMs - clock.now();
  if (leftMs > 0) return leftMs;
  throw new Failure('upstream_timeout', { internal: 'the time of this try is over' });
}

/**
 * Timeouts of a request that may take all the time there is: also behind its head, and between a thought and its
 * image, where a stream was silent for as long as the image took (gemini-upstream §4, §7). That the other side is
 * gone is found by keep-alive probes of the connection, as it is while the head is waited for. Whoever takes the answer
 * limits the silence once an image has begun (`limitSilence`): what is made arrives, or another channel is asked.
 */
export function allTimeLeft(work: Timed): Required<Pick<HttpTimeouts, 'headMs' | 'bodyIdleMs' | 'totalMs'>> {
  const leftMs = timeLeftMs(work);
  return { headMs: leftMs, bodyIdleMs: leftMs, totalMs: leftMs };
}

/** What `pending` resolves with, unless the time of this try is over before; `pending` goes on for others. */
export async function withinTime<T>(work: Timed, pending: Promise<T>): Promise<T> {
  const leftMs = timeLeftMs(work);
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Failure('upstream_timeout', { internal: 'the time of this try is over' }));
    }, leftMs);
  });
  return Promise.race([pending, over]).finally(() => clearTimeout(timer));
}

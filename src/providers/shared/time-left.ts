import { Failure } from '../../generation/failure.ts';
import type { ProviderWork } from '../../generation/provider.ts';

type Timed = Pick<ProviderWork, 'clock' | 'deadlineMs'>;

/** Milliseconds this try may still take, over all it does. Throws `upstream_timeout` when none are left. */
export function timeLeftMs({ clock, deadlineMs }: Timed): number {
  const leftMs = deadlineMs - clock.now();
  if (leftMs > 0) return leftMs;
  throw new Failure('upstream_timeout', { internal: 'the time of this try is over' });
}

/** Timeouts of a request that may take all the time there is. */
export function allTimeLeft(work: Timed): { readonly headMs: number; readonly totalMs: number } {
  const leftMs = timeLeftMs(work);
  return { headMs: leftMs, totalMs: leftMs };
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

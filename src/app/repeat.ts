import type { Log } from '../lib/log.ts';

/**
 * Does something again and again, at once first where `isUrgent` says so, never twice at once; a failure is logged as
 * `failure`. Call the result to stop.
 */
export function repeat(
  everyMs: number,
  work: () => Promise<unknown>,
  log: Log,
  failure: string,
  isUrgent = false,
): () => void {
  let isBusy = false;
  const look = () => {
    if (isBusy) return;
    isBusy = true;
    work()
      .catch((error: unknown) => log.error({ err: error }, failure))
      .finally(() => {
        isBusy = false;
      });
  };
  if (isUrgent) look();
  const timer = setInterval(look, everyMs);
  timer.unref();
  return () => clearInterval(timer);
}

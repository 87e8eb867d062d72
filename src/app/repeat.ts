import type { Log } from '../lib/log.ts';

/** Does something again and again, never twice at once; a failure is logged as `failure`. Call the result to stop. */
export function repeat(everyMs: number, work: () => Promise<void>, log: Log, failure: string): () => void {
  let isBusy = false;
  const timer = setInterval(() => {
    if (isBusy) return;
    isBusy = true;
    work()
      .catch((error: unknown) => log.error({ err: error }, failure))
      .finally(() => {
        isBusy = false;
      });
  }, everyMs);
  timer.unref();
  return () => clearInterval(timer);
}

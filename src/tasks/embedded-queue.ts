import type { BeginTask, TaskQueue } from './task-queue.ts';

/**
 * The queue of one process: it takes rows until none is left, then sleeps until it is woken. The poll catches what
 * no wake announced: tasks requeued by recovery.
 */
export function startEmbeddedQueue(
  begin: BeginTask,
  onError: (error: unknown) => void,
  pollMs = 1_000,
): TaskQueue {
  let stopped = false;
  let woken = false;
  let working: Promise<void> | undefined;

  const takeAll = async () => {
    try {
      do {
        woken = false;
        while (!stopped && (await begin())) woken = true;
      } while (woken && !stopped);
    } catch (error) {
      onError(error);
    } finally {
      working = undefined;
    }
  };
  const wake = () => {
    woken = true;
    if (!stopped) working ??= takeAll();
  };
  const timer = setInterval(wake, pollMs).unref();
  wake();
  return {
    wake,
    async stop() {
      stopped = true;
      clearInterval(timer);
      await working;
    },
  };
}

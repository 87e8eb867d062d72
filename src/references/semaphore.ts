/** Lets a number of holders in at a time; the others wait in the order they came. */
export interface Semaphore {
  /** Resolves with the way out, to be called once. Rejects with the signal's reason when it aborts first. */
  enter(signal: AbortSignal): Promise<() => void>;
}

export function createSemaphore(places: number): Semaphore {
  let free = places;
  const waiting = new Set<() => void>();

  const leave = (): void => {
    const [next] = waiting;
    if (next) next();
    else free += 1;
  };

  return {
    async enter(signal) {
      signal.throwIfAborted();
      if (free > 0) free -= 1;
      else await turn(waiting, signal);
      return leave;
    },
  };
}

function turn(waiting: Set<() => void>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => {
      waiting.delete(admit);
      reject(signal.reason);
    };
    const admit = (): void => {
      waiting.delete(admit);
      signal.removeEventListener('abort', onAbort);
      resolve();
    };
    waiting.add(admit);
    signal.addEventListener('abort', onAbort, { once: true });
  });
}

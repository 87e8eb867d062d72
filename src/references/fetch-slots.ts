/** Lets a bounded number of tasks run at once; the others wait in order. */
export interface FetchSlots {
  /** Rejects with the signal's reason when it aborts while waiting. */
  run<Result>(signal: AbortSignal, task: () => Promise<Result>): Promise<Result>;
}

export function createFetchSlots(count: number): FetchSlots {
  let free = count;
  const waiting: (() => void)[] = [];

  const take = (signal: AbortSignal): Promise<void> => {
    if (signal.aborted) return Promise.reject(signal.reason);
    if (free > 0) {
      free -= 1;
      return Promise.resolve();
    }
    return new Promise((resolve, reject) => {
      const turn = () => {
        signal.removeEventListener('abort', leave);
        resolve();
      };
      const leave = () => {
        waiting.splice(waiting.indexOf(turn), 1);
        reject(signal.reason);
      };
      waiting.push(turn);
      signal.addEventListener('abort', leave, { once: true });
    });
  };

  return {
    async run(signal, task) {
      await take(signal);
      try {
        return await task();
      } finally {
        const next = waiting.shift();
        if (next) next();
        else free += 1;
      }
    },
  };
}

export interface ConcurrencyLimit {
  <T>(work: () => Promise<T>): Promise<T>;
  /** The highest number of works that ran at one time so far. */
  readonly peak: () => number;
}

/** Runs at most `limit` works at a time, the others in the order they came. */
export function limitConcurrency(limit: number): ConcurrencyLimit {
  const waiting: (() => void)[] = [];
  let running = 0;
  let peak = 0;

  async function run<T>(work: () => Promise<T>): Promise<T> {
    if (running >= limit) await new Promise<void>((resolve) => waiting.push(resolve));
    else running += 1;
    peak = Math.max(peak, running);
    try {
      return await work();
    } finally {
      // The place is handed on, so that nobody slips in between.
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  }
  return Object.assign(run, { peak: () => peak });
}

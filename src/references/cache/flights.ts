/** One of those who wait for the same bytes. */
export interface Waiter {
  /** Told of all bytes as they arrive; what it throws ends the waiting of this one alone. */
  take(sizeBytes: number): void;
  readonly signal: AbortSignal;
}

export interface Flights<Landed> {
  /**
   * Waits for the work under `key`, which begins unless it is under way, and gives `use` what came of it. The work
   * ends when nobody waits any more; then this resolves only after it has. What it left is disposed of after the last
   * use.
   */
  join<Used>(
    key: string,
    waiter: Waiter,
    begin: (work: Waiter) => Promise<Landed>,
    use: (landed: Landed, isFirst: boolean) => Promise<Used>,
  ): Promise<Used>;
}

/** Lets all who want the same thing at one time share one try at getting it. */
export function createFlights<Landed>(dispose: (landed: Landed) => void): Flights<Landed> {
  const flights = new Map<string, Flight<Landed>>();
  return {
    async join(key, waiter, begin, use) {
      waiter.signal.throwIfAborted();
      const known = flights.get(key);
      const flight =
        known ?? new Flight(begin, dispose, () => flights.get(key) === flight && flights.delete(key));
      if (!known) flights.set(key, flight);
      try {
        return await use(await flight.wait(waiter), known === undefined);
      } finally {
        await flight.leave(waiter);
      }
    },
  };
}

class Flight<Landed> {
  private readonly landing: Promise<Landed>;
  private readonly dispose: (landed: Landed) => void;
  private readonly close: () => void;
  private readonly stop = new AbortController();
  private readonly waiters = new Map<Waiter, (reason: unknown) => void>();
  private receivedBytes = 0;
  private over = false;

  constructor(
    begin: (work: Waiter) => Promise<Landed>,
    dispose: (landed: Landed) => void,
    close: () => void,
  ) {
    this.dispose = dispose;
    this.close = close;
    // Later: whoever begins it has to be among those who wait.
    this.landing = Promise.resolve()
      .then(() => begin({ take: (sizeBytes) => this.tell(sizeBytes), signal: this.stop.signal }))
      .finally(() => {
        this.over = true;
        this.close();
      });
    this.landing.catch(() => undefined);
  }

  async wait(waiter: Waiter): Promise<Landed> {
    let onAbort = (): void => undefined;
    try {
      return await new Promise<Landed>((resolve, reject) => {
        this.waiters.set(waiter, reject);
        onAbort = () => reject(waiter.signal.reason);
        waiter.signal.addEventListener('abort', onAbort, { once: true });
        this.landing.then(resolve, reject);
        if (this.receivedBytes > 0) this.tellOne(waiter, reject, this.receivedBytes);
      });
    } finally {
      waiter.signal.removeEventListener('abort', onAbort);
    }
  }

  async leave(waiter: Waiter): Promise<void> {
    this.waiters.delete(waiter);
    if (this.waiters.size > 0) return;
    if (!this.over) {
      this.close();
      this.stop.abort(waiter.signal.reason ?? new Error('nobody waits for it any more'));
    }
    await this.landing.then(this.dispose, () => undefined);
  }

  private tell(sizeBytes: number): void {
    this.receivedBytes += sizeBytes;
    for (const [waiter, reject] of this.waiters) this.tellOne(waiter, reject, sizeBytes);
  }

  private tellOne(waiter: Waiter, reject: (reason: unknown) => void, sizeBytes: number): void {
    try {
      waiter.take(sizeBytes);
    } catch (error) {
      reject(error);
    }
  }
}

/**
 * A bounded number of places, given to those who wait in the order they came. A place is taken before any other
 * work can look at how many are left, so the bound holds however many ask at once.
 */
export class Places {
  readonly limit: number;
  private taken = 0;
  private closed = false;
  private readonly waiting: ((isGiven: boolean) => void)[] = [];

  constructor(limit: number) {
    this.limit = limit;
  }

  /** Takes a place nobody waits for; false when there is none. */
  takeFree(): boolean {
    return this.takeSpare(1) === 1;
  }

  /** Takes a place, waiting for it if need be. False once there are no more to give. */
  take(): Promise<boolean> {
    if (this.closed) return Promise.resolve(false);
    if (this.taken < this.limit) {
      this.taken += 1;
      return Promise.resolve(true);
    }
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  /** Takes up to `most` of the places nobody waits for; the number taken. */
  takeSpare(most: number): number {
    if (this.closed) return 0;
    const spare = Math.max(0, Math.min(most, this.limit - this.taken));
    this.taken += spare;
    return spare;
  }

  /** Gives places back, each to the one who waits longest. */
  free(count = 1): void {
    for (let freed = 0; freed < count; freed += 1) {
      const next = this.waiting.shift();
      if (next) next(true);
      else this.taken -= 1;
    }
  }

  /** From now on no place is given; who waits is told so. */
  close(): void {
    this.closed = true;
    for (const refuse of this.waiting.splice(0)) refuse(false);
  }
}

/** Slower than this on average, once the grace is over, no body is waited for. */
const minBytesPerSecond = 32 * 1024;
const graceMs = 5_000;

/** Measures a body against the lowest speed allowed: a byte now and then would never count as idle. */
export class SpeedFloor {
  private readonly now: () => number;
  private sinceMs: number;
  private bytes = 0;

  /** `now` counts milliseconds from any moment and never backwards. */
  constructor(now: () => number = () => performance.now()) {
    this.now = now;
    this.sinceMs = now();
  }

  /** Begins anew: at the head, and when the receiver held the body back. */
  restart(): void {
    this.sinceMs = this.now();
    this.bytes = 0;
  }

  tooSlow(arrivedBytes: number): boolean {
    this.bytes += arrivedBytes;
    const elapsedMs = this.now() - this.sinceMs;
    return elapsedMs > graceMs && this.bytes * 1_000 < minBytesPerSecond * elapsedMs;
  }
}

/**
 * Large buffers that are used again and again. A new one of 256 KB comes from the system, which clears each of its
 * pages when it is first touched: more work than copying into it.
 */
export class LentBuffers {
  private readonly sizeBytes: number;
  private readonly keptCount: number;
  private readonly free: Buffer[] = [];

  /** `keptCount`: buffers kept for the next user; in a burst more are made, and then left to the collector. */
  constructor(sizeBytes: number, keptCount: number) {
    this.sizeBytes = sizeBytes;
    this.keptCount = keptCount;
  }

  /** Its content is anything. */
  take(): Buffer {
    return this.free.pop() ?? Buffer.allocUnsafeSlow(this.sizeBytes);
  }

  giveBack(buffer: Buffer): void {
    if (this.free.length < this.keptCount) this.free.push(buffer);
  }
}

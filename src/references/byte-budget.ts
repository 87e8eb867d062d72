import { tooLarge } from './failures.ts';

/** Bytes that all references of a generation may hold together. */
export class ByteBudget {
  private readonly totalBytes: number;
  private left: number;

  constructor(totalBytes: number) {
    this.totalBytes = totalBytes;
    this.left = totalBytes;
  }

  /** Throws `reference_too_large` when they are used up. */
  take(sizeBytes: number): void {
    this.left -= sizeBytes;
    if (this.left >= 0) return;
    throw tooLarge(
      `brings the reference images of this request to more than ${this.totalBytes} bytes together. Send fewer or smaller images.`,
    );
  }
}

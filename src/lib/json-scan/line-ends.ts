/** Finds line ends in one chunk; both marks are remembered, so that many short lines do not search it anew. */
export class LineEnds {
  private feedAt = -1;
  private returnAt = -1;

  /** Call before each chunk. */
  reset(): void {
    this.feedAt = -1;
    this.returnAt = -1;
  }

  /** The index of the next one at or behind `start`, or `end`. */
  next(buffer: Buffer, start: number, end: number): number {
    if (this.feedAt < start) this.feedAt = found(buffer.indexOf(0x0a, start), end);
    if (this.returnAt < start) this.returnAt = found(buffer.indexOf(0x0d, start), end);
    return Math.min(this.feedAt, this.returnAt);
  }
}

const found = (index: number, end: number): number => (index < 0 ? end : index);

import { StringCheck } from './string-check.ts';
import type { StringReader } from './string-reader.ts';

/** Leaves an empty string where one stood, after checking that it was one. */
export class DroppedString implements StringReader {
  private readonly check = new StringCheck();

  push(buffer: Buffer, start: number, end: number): number {
    return this.check.push(buffer, start, end);
  }

  close(): void {
    this.check.close();
  }
}

import { Pieces, type Rewriting } from './rewriting.ts';

/**
 * Writes events in Google's own form, one line of data each, as the array of bodies that a stream without `alt=sse` is. The
 * line ends between them may stand between the words of JSON, and keep a connection awake as comments do.
 */
export class ArrayOfEvents implements Rewriting {
  private readonly pieces = new Pieces();
  private hasBegun = false;
  private isAtLine = true;
  /** Of the name of a field. */
  private toSkip = 0;

  push(bytes: Buffer): Buffer {
    let at = 0;
    while (at < bytes.length) {
      if (this.isAtLine) this.beginLine(bytes[at] as number);
      const from = Math.min(bytes.length, at + this.toSkip);
      this.toSkip -= from - at;
      at = this.pass(bytes, from);
    }
    return this.pieces.take();
  }

  finish(): Buffer {
    this.pieces.add(this.hasBegun ? ']' : '[]');
    return this.pieces.take();
  }

  private beginLine(byte: number): void {
    this.isAtLine = false;
    if (byte === colon) this.toSkip = 1;
    if (byte !== firstOfData) return;
    this.toSkip = 'data: '.length;
    this.pieces.add(this.hasBegun ? ',' : '[');
    this.hasBegun = true;
  }

  /** Up to the end of the line. */
  private pass(bytes: Buffer, start: number): number {
    const feed = bytes.indexOf(0x0a, start);
    this.isAtLine = feed >= 0;
    const end = feed < 0 ? bytes.length : feed + 1;
    this.pieces.add(bytes.subarray(start, end));
    return end;
  }
}

const colon = 0x3a;
const firstOfData = 0x64;

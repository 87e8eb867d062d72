import { MalformedJson } from './scan-failure.ts';

const mark = [0xef, 0xbb, 0xbf];

/** Finds where a document begins behind a byte order mark, which JSON has none of, but some write. */
export class ByteOrderMark {
  private seen = 0;
  private isOver = false;

  /** The index of the first byte of the document among the next bytes, or `end`. Throws for half a mark. */
  after(buffer: Buffer, start: number, end: number): number {
    let at = start;
    while (!this.isOver && at < end) {
      if (this.seen < mark.length && buffer[at] === mark[this.seen]) {
        this.seen += 1;
        at += 1;
      } else {
        this.finish();
        this.isOver = true;
      }
    }
    return at;
  }

  /** Call once after the last byte. */
  finish(): void {
    if (this.seen % mark.length !== 0) throw new MalformedJson('half a byte order mark');
  }
}

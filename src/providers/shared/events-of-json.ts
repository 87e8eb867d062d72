import { ByteOrderMark } from '../../lib/json-scan/byte-order-mark.ts';
import { MalformedJson, TruncatedJson } from '../../lib/json-scan/scan-failure.ts';
import { StringEnd } from '../../lib/json-scan/string-end.ts';
import { Pieces, type Rewriting } from './rewriting.ts';

/**
 * Writes the answer of an upstream that knows no `alt=sse`, an array of bodies or a single one, as the events that were
 * asked for. What is wrong within a body is left to whoever scans the events.
 */
export class EventsOfJson implements Rewriting {
  private readonly pieces: Pieces;
  private readonly mark = new ByteOrderMark();
  private readonly string = new StringEnd();
  private isInString = false;
  /** Open objects and arrays, without the array around all of them. */
  private depth = 0;
  private place: 'before' | 'in array' | 'alone' | 'behind' = 'before';

  constructor(pieces = new Pieces()) {
    this.pieces = pieces;
  }

  get isWhole(): boolean {
    return this.place === 'behind';
  }

  push(bytes: Buffer): Buffer {
    let at = this.mark.after(bytes, 0, bytes.length);
    while (at < bytes.length) at = this.read(bytes, at);
    return this.pieces.take();
  }

  /** Takes some of the next bytes, none behind the end of the document, and returns where it stopped. */
  read(bytes: Buffer, at: number): number {
    return this.depth === 0 ? this.readBetween(bytes, at) : this.passBody(bytes, at);
  }

  finish(): Buffer {
    this.mark.finish();
    if (!this.isWhole) throw new TruncatedJson('the document ends before it is closed');
    return this.pieces.take();
  }

  private readBetween(bytes: Buffer, at: number): number {
    const sign = String.fromCharCode(bytes[at] as number);
    if (/\s/.test(sign)) return at + 1;
    const { place } = this;
    if (place === 'before' && sign === '[') this.place = 'in array';
    else if (place === 'in array' && sign === ']') this.place = 'behind';
    else if ((place === 'before' || place === 'in array') && sign === '{') {
      if (place === 'before') this.place = 'alone';
      this.pieces.add('data: ');
      return this.passBody(bytes, at);
    } else if (place !== 'in array' || sign !== ',') {
      throw new MalformedJson('the answer is neither a JSON object nor an array of them');
    }
    return at + 1;
  }

  /** Passes bytes on up to the end of the body, without its line ends: an event has one line. */
  private passBody(bytes: Buffer, start: number): number {
    let from = start;
    let at = start;
    while (at < bytes.length) {
      if (this.isInString) {
        const end = this.string.find(bytes, at);
        if (end < 0) break;
        this.isInString = false;
        at = end + 1;
        continue;
      }
      const byte = bytes[at] as number;
      at += 1;
      if (byte === 0x22) this.isInString = true;
      else if (byte === 0x0a || byte === 0x0d) {
        this.pieces.add(bytes.subarray(from, at - 1));
        from = at;
      } else if (byte === 0x7b || byte === 0x5b) this.depth += 1;
      else if ((byte === 0x7d || byte === 0x5d) && --this.depth === 0) {
        this.pieces.add(bytes.subarray(from, at));
        this.pieces.add('\r\n\r\n');
        if (this.place === 'alone') this.place = 'behind';
        return at;
      }
    }
    this.pieces.add(bytes.subarray(from));
    return bytes.length;
  }
}

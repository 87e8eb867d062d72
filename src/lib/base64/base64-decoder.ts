import { sextets } from './alphabet.ts';

/** Takes a range of bytes; the buffer is reused as soon as the call returns. */
export type ByteTaker = (buffer: Buffer, start: number, end: number) => void;

/** `length`: one character is left over. `padding`: `=` that does not complete a group of four. */
type Base64Problem = 'length' | 'padding';

/**
 * Decodes base64 that arrives in pieces, both alphabets, padding optional. Bytes go to `take` synchronously
 * out of a scratch area shared by all decoders. Unused low bits of the last character are ignored.
 */
export class Base64Decoder {
  /** Characters seen, padding included. */
  charCount = 0;
  /** Bytes delivered. */
  byteCount = 0;
  private readonly take: ByteTaker;
  private carry = 0;
  private carryChars = 0;
  private padding = 0;
  private filled = 0;
  private sliceChars = smallestSlice;
  private cautiousChars = 0;

  constructor(take: ByteTaker) {
    this.take = take;
  }

  /**
   * Decodes from `start` up to the first byte outside the alphabet (`=` is outside) and returns its index,
   * or `end`. After padding nothing is consumed.
   */
  push(buffer: Buffer, start: number, end: number): number {
    if (this.padding > 0) return start;
    const limit = withoutPadding(buffer, start, end);
    let at = start;
    while (at < limit) {
      if (this.filled > scratch.length - largestSlice) this.flush();
      const left = limit - at;
      if (this.carryChars > 0 || this.cautiousChars > 0 || left < 16) {
        const count = this.cautiousChars || (left < 16 ? left : 4 - this.carryChars);
        const stop = Math.min(limit, at + count);
        at = this.decodeSingly(buffer, at, stop);
        if (at < stop) break;
      } else {
        at = this.decodeSlice(buffer, at, at + Math.min(this.sliceChars, left & ~3));
      }
    }
    if (this.filled > 0) this.flush();
    return at;
  }

  /** One character that stood escaped in its source, or `=`. False when it does not belong here. */
  pushChar(code: number): boolean {
    if (code === 0x3d) {
      if (this.carryChars < 2 || this.carryChars + this.padding >= 4) return false;
      this.padding++;
      this.charCount++;
      return true;
    }
    if (code > 127 || sextets[code] === 255 || this.padding > 0) return false;
    single[0] = code;
    this.push(single, 0, 1);
    return true;
  }

  /** Delivers the last one or two bytes, as far as the text says them, and tells what is wrong with it, if anything. */
  finish(): Base64Problem | undefined {
    const problem = this.findProblem();
    if (this.carryChars === 2) scratch[this.filled++] = this.carry >> 4;
    if (this.carryChars === 3) {
      scratch[this.filled++] = this.carry >> 10;
      scratch[this.filled++] = this.carry >> 2;
    }
    this.carryChars = 0;
    if (this.filled > 0) this.flush();
    return problem;
  }

  private findProblem(): Base64Problem | undefined {
    if (this.carryChars === 1) return 'length';
    return this.padding > 0 && this.carryChars + this.padding !== 4 ? 'padding' : undefined;
  }

  private decodeSlice(buffer: Buffer, start: number, end: number): number {
    const size = ((end - start) / 4) * 3;
    // Node's decoder skips what it does not know, so a short result is the sign of a foreign byte.
    if (scratch.write(buffer.toString('latin1', start, end), this.filled, size, 'base64') === size) {
      this.sliceChars = Math.min(largestSlice, this.sliceChars * 4);
      return this.accept(start, end, size);
    }
    // Text broken into lines would waste a slice per line: go singly for a while, then start small.
    this.cautiousChars = 256;
    this.sliceChars = smallestSlice;
    const clean = start + ((firstForeign(buffer, start, end) - start) & ~3);
    const cleanSize = ((clean - start) / 4) * 3;
    scratch.write(buffer.toString('latin1', start, clean), this.filled, cleanSize, 'base64');
    return this.accept(start, clean, cleanSize);
  }

  private accept(start: number, end: number, sizeBytes: number): number {
    this.filled += sizeBytes;
    this.charCount += end - start;
    return end;
  }

  private decodeSingly(buffer: Buffer, start: number, end: number): number {
    let { carry, carryChars, filled } = this;
    let at = start;
    for (; at < end; at++) {
      const sextet = sextets[buffer[at]!]!;
      if (sextet === 255) break;
      carry = (carry << 6) | sextet;
      if (++carryChars < 4) continue;
      scratch[filled++] = carry >> 16;
      scratch[filled++] = carry >> 8;
      scratch[filled++] = carry;
      carry = 0;
      carryChars = 0;
    }
    this.carry = carry;
    this.carryChars = carryChars;
    this.filled = filled;
    this.charCount += at - start;
    // A foreign byte starts the count anew.
    if (this.cautiousChars > 0)
      this.cautiousChars = at < end ? 256 : Math.max(0, this.cautiousChars - (at - start));
    return at;
  }

  private flush(): void {
    const size = this.filled;
    this.filled = 0;
    this.byteCount += size;
    this.take(scratch, 0, size);
  }
}

/** Strings from 128 KB on go to V8's large-object space and cost six times as much; 32 KB was the fastest. */
const largestSlice = 32 * 1024;
/** Many short runs in one chunk must not cost a large slice each, so every run starts here. */
const smallestSlice = 1024;
const scratch = Buffer.allocUnsafeSlow(256 * 1024);
const single = Buffer.alloc(1);

/** Padding is at the end of nearly every text; found here, it does not spoil the last slice. */
function withoutPadding(buffer: Buffer, start: number, end: number): number {
  let limit = end;
  while (limit > start && end - limit < 2 && buffer[limit - 1] === 0x3d) limit--;
  return limit;
}

function firstForeign(buffer: Buffer, start: number, end: number): number {
  for (let at = start; at < end; at++) if (sextets[buffer[at]!] === 255) return at;
  return end;
}

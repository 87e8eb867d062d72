import type { HttpHeaders } from './http-exchange.ts';
import { ResponseFault } from './response-fault.ts';
import { headLimitBytes, readHeaders } from './response-head.ts';

/** Longest line that gives a chunk's size, its extensions included; all extensions of a body together. */
const sizeLineLimit = 1024;
const extensionLimit = 16 * 1024;

/** Takes a chunked body apart. Throws `ResponseFault`. */
export class ChunkedBody {
  /** Set at the end of the body. */
  trailers: HttpHeaders | undefined;
  private part: 'size' | 'data' | 'data-end' | 'trailers' = 'size';
  private left = 0;
  private line = '';
  private extensionBytes = 0;
  private readonly trailerLines: string[] = [];
  private trailerBytes = 0;

  /**
   * Hands the data in a range to `take` and returns where it stopped: at the end of the range, after the
   * body, or early because `take` answered false.
   */
  push(buffer: Buffer, start: number, end: number, take: (from: number, to: number) => boolean): number {
    let at = start;
    while (at < end && !this.trailers) {
      if (this.part === 'data') {
        const from = at;
        at = Math.min(end, at + this.left);
        this.left -= at - from;
        if (this.left === 0) this.part = 'data-end';
        if (!take(from, at)) return at;
      } else {
        at = this.pushLine(buffer, at, end);
      }
    }
    return at;
  }

  private pushLine(buffer: Buffer, start: number, end: number): number {
    const limit = this.part === 'trailers' ? headLimitBytes : this.part === 'size' ? sizeLineLimit : 2;
    // Never past the limit, so that a long line is not searched over and over.
    const stop = Math.min(end, start + limit + 1 - this.line.length);
    let at = start;
    while (at < stop && buffer[at] !== 0x0a) at++;
    this.line += buffer.toString('latin1', start, at);
    if (this.line.length > limit) {
      const code = this.part === 'data-end' ? 'bad_response' : 'too_large';
      throw new ResponseFault(code, 'a line of the chunked body is too long');
    }
    if (at === end) return end;
    if (!this.line.endsWith('\r'))
      throw new ResponseFault('bad_response', 'a bare line feed in a chunked body');
    const line = this.line.slice(0, -1);
    this.line = '';
    this.endLine(line);
    return at + 1;
  }

  private endLine(line: string): void {
    if (this.part === 'size') this.beginChunk(line);
    else if (this.part === 'trailers') this.addTrailer(line);
    else if (line === '') this.part = 'size';
    else throw new ResponseFault('bad_response', 'a chunk that is longer than its size');
  }

  private beginChunk(line: string): void {
    const match = /^([0-9a-f]{1,12})(;[\t\x20-\x7e\x80-\xff]*)?$/i.exec(line);
    if (!match) throw new ResponseFault('bad_response', 'a malformed chunk size');
    this.extensionBytes += match[2]?.length ?? 0;
    if (this.extensionBytes > extensionLimit)
      throw new ResponseFault('too_large', 'too many chunk extensions');
    this.left = Number.parseInt(match[1]!, 16);
    this.part = this.left > 0 ? 'data' : 'trailers';
  }

  private addTrailer(line: string): void {
    if (line !== '') {
      this.trailerBytes += line.length + 2;
      if (this.trailerBytes > headLimitBytes) throw new ResponseFault('too_large', 'trailers too long');
      this.trailerLines.push(line);
      return;
    }
    const trailers = readHeaders(this.trailerLines);
    if ('content-length' in trailers || 'transfer-encoding' in trailers) {
      throw new ResponseFault('bad_response', 'framing headers in trailers');
    }
    this.trailers = trailers;
  }
}

import { ChunkedBody } from './chunked-body.ts';
import type { HttpHeaders } from './http-exchange.ts';
import { ResponseFault } from './response-fault.ts';
import { headLimitBytes, type ResponseHead, readResponseHead } from './response-head.ts';

/** Interim (1xx) responses before the real one. */
const interimLimit = 16;

export interface ResponseTaker {
  head(head: ResponseHead, rawHead: string): void;
  /** False: take no more of this chunk, the exchange is over. */
  data(buffer: Buffer, start: number, end: number): boolean;
}

/** Reads the one response to a request of the given method. Throws `ResponseFault`. */
export class ResponseReader {
  /** Set at the end of the response. */
  trailers: HttpHeaders | undefined;
  head: ResponseHead | undefined;
  private readonly method: string;
  private readonly taker: ResponseTaker;
  private headText = '';
  private interimCount = 0;
  private left = 0;
  private chunked: ChunkedBody | undefined;

  constructor(method: string, taker: ResponseTaker) {
    this.method = method;
    this.taker = taker;
  }

  /** Takes a range and returns where the response ended in it, or `end`. */
  push(buffer: Buffer, start: number, end: number): number {
    let at = start;
    while (at < end && !this.trailers) {
      if (!this.head) at = this.pushHead(buffer, at, end);
      else {
        const next = this.pushBody(buffer, at, end);
        if (next < 0) return end;
        at = next;
      }
    }
    return at;
  }

  /** The connection has ended. False: within the response. */
  finish(): boolean {
    if (this.head?.framing === 'until-close') this.trailers ??= none;
    return this.trailers !== undefined;
  }

  private pushHead(buffer: Buffer, start: number, end: number): number {
    const held = this.headText.length;
    const text = this.headText + buffer.toString('latin1', start, Math.min(end, start + headLimitBytes + 4));
    const opening = 'HTTP/1.';
    if (!text.startsWith(opening.slice(0, text.length)))
      throw new ResponseFault('bad_response', 'not an HTTP/1 response');
    const length = text.indexOf('\r\n\r\n', Math.max(0, held - 3));
    if (length > headLimitBytes || (length < 0 && text.length > headLimitBytes)) {
      const message = `a response head of more than ${headLimitBytes} bytes`;
      throw new ResponseFault('too_large', message, finalStatus(text));
    }
    if (length < 0) {
      // Would otherwise look like a head that is still coming, until the timeout.
      if (text.includes('\n\n', Math.max(0, held - 1)))
        throw new ResponseFault('bad_response', 'bare line feeds');
      this.headText = text;
      return end;
    }
    this.headText = '';
    this.beginResponse(text.slice(0, length));
    return start + length + 4 - held;
  }

  private beginResponse(rawHead: string): void {
    const head = readResponseHead(rawHead, this.method);
    if (head.status < 200) {
      // We never ask for another protocol, so 101 answers nothing.
      if (head.status === 101 || ++this.interimCount > interimLimit) {
        throw new ResponseFault('bad_response', 'an unexpected interim response');
      }
      return;
    }
    this.head = head;
    this.left = head.sizeBytes;
    if (head.framing === 'chunked') this.chunked = new ChunkedBody();
    if (head.framing === 'none' || (head.framing === 'sized' && this.left === 0)) this.trailers = none;
    this.taker.head(head, rawHead);
  }

  /** The next index, or -1 when the taker wants no more. */
  private pushBody(buffer: Buffer, start: number, end: number): number {
    if (this.chunked) {
      let wanted = true;
      const at = this.chunked.push(buffer, start, end, (from, to) => {
        wanted = this.taker.data(buffer, from, to);
        return wanted;
      });
      this.trailers = this.chunked.trailers;
      return wanted ? at : -1;
    }
    const isSized = this.head?.framing === 'sized';
    const stop = isSized ? Math.min(end, start + this.left) : end;
    this.left -= stop - start;
    if (!this.taker.data(buffer, start, stop)) return -1;
    if (isSized && this.left === 0) this.trailers = none;
    return stop;
  }
}

/** What a status line says; undefined for an interim response. */
function finalStatus(text: string): number | undefined {
  const status = /^HTTP\/1\.[01] ([2-5]\d\d)(?: |\r\n)/.exec(text)?.[1];
  return status === undefined ? undefined : Number(status);
}

const none: HttpHeaders = Object.freeze(Object.create(null) as Record<string, string>);

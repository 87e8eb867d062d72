import type { HttpFailure, HttpHandler, HttpHeaders } from '../http-client/http-client.ts';
import type { VettedTarget } from './guard.ts';

/** What a hop tells the exchange it belongs to. */
export interface HopTaker {
  /** True where the answer is the caller's; false where another hop takes over or the exchange ended. */
  head(target: VettedTarget, status: number, headers: HttpHeaders, rawHead: string): boolean;
  // biome-ignore lint/suspicious/noConfusingVoidType: as HttpHandler.data
  data(buffer: Buffer, start: number, end: number): boolean | void;
  end(trailers: HttpHeaders): void;
  failed(target: VettedTarget, index: number, problem: HttpFailure): void;
}

/** Takes the answer of one hop and falls silent once the exchange has left it. */
export class Hop implements HttpHandler {
  private readonly exchange: HopTaker;
  private readonly target: VettedTarget;
  private readonly index: number;
  private left = false;

  constructor(exchange: HopTaker, target: VettedTarget, index: number) {
    this.exchange = exchange;
    this.target = target;
    this.index = index;
  }

  head(status: number, headers: HttpHeaders, rawHead: string): void {
    // A hop the exchange leaves is aborted in this call, and the abort reported to `error` below.
    this.left = true;
    try {
      this.left = !this.exchange.head(this.target, status, headers, rawHead);
    } catch (error) {
      this.left = false;
      throw error;
    }
  }

  // biome-ignore lint/suspicious/noConfusingVoidType: as HttpHandler.data
  data(buffer: Buffer, start: number, end: number): boolean | void {
    if (!this.left) return this.exchange.data(buffer, start, end);
  }

  end(trailers: HttpHeaders): void {
    if (!this.left) this.exchange.end(trailers);
  }

  error(problem: HttpFailure): void {
    if (!this.left) this.exchange.failed(this.target, this.index, problem);
  }
}

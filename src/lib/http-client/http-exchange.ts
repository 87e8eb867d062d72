import type { BodyPlan } from '../body-plan/body-plan.ts';
import type { HttpFailure } from './http-failure.ts';

/** Header values by lower-case name; several headers of one name are joined with `, `. No prototype. */
export type HttpHeaders = Readonly<Record<string, string>>;

/** A body without a known length is sent chunked; `open` is called again when the request is sent again. */
export interface StreamedBody {
  readonly open: () => AsyncIterable<Uint8Array>;
  readonly sizeBytes?: number;
}

export type HttpBody = string | Uint8Array | BodyPlan | StreamedBody;

/** Milliseconds; `Infinity` switches one off. Time during which the handler or the client holds the body back does not count as idle. */
export interface HttpTimeouts {
  /** Waiting for a free socket of the origin. Default 10,000. */
  readonly queueMs?: number;
  /** Name lookup, TCP and TLS together. Default 10,000. */
  readonly connectMs?: number;
  /** From the last byte of the request to the end of the response head. Default 60,000. */
  readonly headMs?: number;
  /** Without a byte moving while the request is sent or the response body is read. Default 30,000. */
  readonly idleMs?: number;
  /** The same for the body of a response that is no refusal, until `limitSilence` says otherwise. Default: `idleMs`. */
  readonly bodyIdleMs?: number;
  /** The whole exchange. Default 300,000. */
  readonly totalMs?: number;
}

export interface HttpRequest {
  /** `http:` or `https:`, without credentials. */
  readonly url: string | URL;
  /** Default GET. */
  readonly method?: string;
  /** `host`, `content-length`, `transfer-encoding`, `connection` and `accept-encoding` are the client's own. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly body?: HttpBody;
  readonly timeouts?: HttpTimeouts;
  readonly signal?: AbortSignal | undefined;
  /** Never sent a second time, not even when a kept connection turns out to be closed. Default false. */
  readonly once?: boolean;
  /** Nobody reads the body of the response, so it may be encoded, as that of a refusal (400 and above) may. Default false. */
  readonly statusOnly?: boolean;
  /** IP address to connect to instead of looking the name up; the Host header and SNI stay the name. */
  readonly connectTo?: string;
  /** Throws if this IP address must not be spoken to; asked before a byte is written, also on kept connections. */
  readonly checkPeer?: (address: string) => void;
}

/**
 * Takes a response. Exactly one of `end` and `error` is called, once, and nothing after it, except that an
 * exception thrown by `end` is followed by `error`. An exception thrown by `head`, `data` or `end` ends the
 * exchange as `taker_failed` with the exception as `cause`.
 */
export interface HttpHandler {
  /** `rawHead` is the status line and the headers as received (Latin-1), without the closing blank line. */
  head(status: number, headers: HttpHeaders, rawHead: string): void;
  /**
   * The range is valid during the call only. `false` pauses until `resume()`: what was read already (of a
   * chunked body up to 256 KB, over TLS up to some 64 KB) is still delivered before the pause.
   */
  // biome-ignore lint/suspicious/noConfusingVoidType: a handler that never pauses need not return anything
  data(buffer: Buffer, start: number, end: number): boolean | void;
  end(trailers: HttpHeaders): void;
  error(failure: HttpFailure): void;
}

/** A request under way. */
export interface Transfer {
  /** Ends it; the handler gets `aborted` with this cause, unless it has ended already. */
  abort(cause?: unknown): void;
  pause(): void;
  resume(): void;
}

/** One whose taker knows what the other side is at. */
export interface PacedTransfer extends Transfer {
  /**
   * How long the body of the response may be silent from now on: `bodyIdleMs` (as at its beginning) while what comes
   * next is made, `idleMs` while it only has to arrive. Of no effect before the body and after the end.
   */
  limitSilence(by: 'bodyIdleMs' | 'idleMs'): void;
}

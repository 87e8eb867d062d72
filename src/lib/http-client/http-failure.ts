/** How far a request had come: waiting for a socket, connecting, sending, awaiting the head, reading the body. */
export type HttpPhase = 'queue' | 'connect' | 'send' | 'head' | 'body';

/**
 * - `connect_failed` name not resolved, connection refused or reset while connecting
 * - `peer_refused` `checkPeer` refused the address
 * - `tls_failed` handshake or certificate
 * - `timeout` the time of this phase, or the total time, was over (`timeout` says which)
 * - `aborted` the caller ended it
 * - `connection_lost` the connection ended before any byte of a response
 * - `truncated` the connection ended within the response
 * - `bad_response` what came is not an HTTP/1.1 response
 * - `too_large` head, trailers or (in `collect`) body beyond the limit
 * - `content_encoding` the body is encoded though none was accepted, and the response is no refusal
 * - `body_failed` the request body could not be read
 * - `taker_failed` the handler threw
 * - `closed` the client is shut down
 */
export type HttpFailureCode =
  | 'connect_failed'
  | 'peer_refused'
  | 'tls_failed'
  | 'timeout'
  | 'aborted'
  | 'connection_lost'
  | 'truncated'
  | 'bad_response'
  | 'too_large'
  | 'content_encoding'
  | 'body_failed'
  | 'taker_failed'
  | 'closed';

export type HttpTimeout = 'queue' | 'connect' | 'head' | 'idle' | 'total';

export interface HttpProgress {
  readonly phase: HttpPhase;
  /** Whether a byte of the request may have reached the peer: if not, it is safe to send it elsewhere. */
  readonly requestSent: 'none' | 'part' | 'whole';
  /** Whether a byte of the response was seen. */
  readonly responseSeen: boolean;
}

export interface HttpFailureDetails {
  readonly cause?: unknown;
  readonly timeout?: HttpTimeout;
  readonly status?: number | undefined;
}

/** Why an exchange failed. Messages name no header, credential or URL. */
export class HttpFailure extends Error implements HttpProgress {
  readonly code: HttpFailureCode;
  readonly phase: HttpPhase;
  readonly requestSent: HttpProgress['requestSent'];
  readonly responseSeen: boolean;
  /** With code `timeout`: which of them. */
  declare readonly timeout?: HttpTimeout;
  /** With code `too_large`: what the status line said, where it is the head that is. */
  declare readonly status?: number;

  constructor(code: HttpFailureCode, message: string, progress: HttpProgress, more: HttpFailureDetails = {}) {
    super(message, more.cause === undefined ? undefined : { cause: more.cause });
    this.name = 'HttpFailure';
    this.code = code;
    this.phase = progress.phase;
    this.requestSent = progress.requestSent;
    this.responseSeen = progress.responseSeen;
    if (more.timeout !== undefined) this.timeout = more.timeout;
    if (more.status !== undefined) this.status = more.status;
  }
}

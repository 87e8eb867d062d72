import { performance } from 'node:perf_hooks';
import { ClientClosed, type Connection, type ConnectionUser } from './connection.ts';
import { contentCodings } from './content-codings.ts';
import type { HttpHandler, HttpHeaders, HttpRequest, HttpTimeouts, PacedTransfer } from './http-exchange.ts';
import {
  HttpFailure,
  type HttpFailureCode,
  type HttpFailureDetails,
  type HttpPhase,
  type HttpTimeout,
} from './http-failure.ts';
import { PeerRefused } from './open-socket.ts';
import { PhaseTimer } from './phase-timer.ts';
import type { RequestHead } from './request-head.ts';
import { RequestUpload, type UploadWatcher } from './request-upload.ts';
import { ResponseFault } from './response-fault.ts';
import type { ResponseHead } from './response-head.ts';
import { ResponseReader, type ResponseTaker } from './response-reader.ts';

/** What an exchange asks of its pool. */
export interface ConnectionSource {
  request(exchange: Exchange, fresh?: boolean): void;
  forget(exchange: Exchange): void;
  /** `keepMs`: how long the server will keep it. */
  giveBack(connection: Connection, keepMs: number): void;
}

/** Only `bodyIdleMs` has no default of its own. */
export type FullTimeouts = Required<Omit<HttpTimeouts, 'bodyIdleMs'>> & HttpTimeouts;

export interface ExchangeChoices {
  readonly timeouts: FullTimeouts;
  /** A kept connection that dies within this time of being used again was closed before it saw the request. */
  readonly staleMs: number;
  /** Throws when the address must not be spoken to. */
  readonly checkPeer: (address: string) => void;
}

/** One request and its response, from the call to the end. */
export class Exchange implements PacedTransfer, ConnectionUser, ResponseTaker, UploadWatcher {
  inBody = false;
  isPaused = false;
  private readonly request: HttpRequest;
  private readonly written: RequestHead;
  private readonly handler: HttpHandler;
  private readonly choices: ExchangeChoices;
  private readonly source: ConnectionSource;
  private readonly timer: PhaseTimer;
  private connection: Connection | undefined;
  private reader: ResponseReader | undefined;
  private upload: RequestUpload | undefined;
  private phase: HttpPhase = 'queue';
  private responseSeen = false;
  private beganMs = 0;
  private hasRetried = false;
  private isStarting = true;
  private isOver = false;

  constructor(
    request: HttpRequest,
    written: RequestHead,
    handler: HttpHandler,
    choices: ExchangeChoices,
    source: ConnectionSource,
  ) {
    this.request = request;
    this.written = written;
    this.handler = handler;
    this.choices = choices;
    this.source = source;
    this.timer = new PhaseTimer(choices.timeouts.totalMs, (which) => this.timedOut(which));
  }

  start(): void {
    const { signal } = this.request;
    signal?.addEventListener('abort', this.onAbort);
    if (signal?.aborted) this.onAbort();
    else this.source.request(this, this.request.once);
    this.isStarting = false;
  }

  abort(cause?: unknown): void {
    this.fail('aborted', 'aborted by the caller', { cause });
  }

  pause(): void {
    this.isPaused = true;
    this.connection?.pauseChanged();
  }

  resume(): void {
    if (!this.isPaused) return;
    this.isPaused = false;
    if (this.phase === 'head' || this.phase === 'body') this.timer.refresh();
    this.connection?.pauseChanged();
  }

  limitSilence(by: 'bodyIdleMs' | 'idleMs'): void {
    const { idleMs, [by]: limitMs = idleMs } = this.choices.timeouts;
    if (this.inBody) this.timer.set('idle', limitMs);
  }

  checkPeer(address: string): void {
    this.choices.checkPeer(address);
    this.request.checkPeer?.(address);
  }

  clientClosed(): void {
    this.fail('closed', 'the client is closed');
  }

  queued(): void {
    this.timer.set('queue', this.choices.timeouts.queueMs);
  }

  connecting(connection: Connection): void {
    this.connection = connection;
    this.phase = 'connect';
    this.timer.set('connect', this.choices.timeouts.connectMs);
    connection.use(this);
  }

  /** The connection is open and ours: send. */
  begin(connection: Connection): void {
    this.connection = connection;
    this.phase = 'send';
    connection.use(this);
    if (connection.useCount > 0) {
      try {
        this.checkPeer(connection.socket.remoteAddress ?? '');
      } catch (cause) {
        this.fail('peer_refused', 'the peer address was refused', { cause });
        return;
      }
    }
    this.reader = new ResponseReader(this.written.method, this);
    this.beganMs = performance.now();
    this.timer.set('idle', this.choices.timeouts.idleMs);
    this.upload = new RequestUpload(this);
    this.upload.start(connection, this.written, this.request.body);
  }

  received(buffer: Buffer, start: number, end: number): void {
    this.responseSeen = true;
    if (this.phase === 'body') this.timer.refresh();
    let at = end;
    try {
      at = this.reader!.push(buffer, start, end);
    } catch (fault) {
      if (!(fault instanceof ResponseFault)) throw fault;
      this.fail(fault.code, fault.message, { status: fault.status });
    }
    if (!this.isOver && this.reader!.trailers) this.finish(at === end);
  }

  head(head: ResponseHead, rawHead: string): void {
    // A refusal is told by its status, whatever its words are packed in.
    if (!this.request.statusOnly && head.status < 400 && isEncoded(head)) {
      throw new ResponseFault('content_encoding', 'an encoded body though none was accepted');
    }
    this.phase = 'body';
    this.inBody = true;
    // A refusal is not made while it is sent.
    this.limitSilence(head.status >= 400 ? 'idleMs' : 'bodyIdleMs');
    // A refusal: the server will not read the rest.
    if (head.status >= 400) this.upload?.stop();
    this.guarded(() => this.handler.head(head.status, head.headers, rawHead));
  }

  data(buffer: Buffer, start: number, end: number): boolean {
    if (this.isOver) return false;
    this.guarded(() => {
      if (this.handler.data(buffer, start, end) === false) this.isPaused = true;
    });
    return !this.isOver;
  }

  sent(): void {
    if (this.phase !== 'send') return;
    this.phase = 'head';
    this.timer.set('head', this.choices.timeouts.headMs);
  }

  bodyFailed(cause: unknown): void {
    this.fail('body_failed', 'the request body could not be read', { cause });
  }

  drained(): void {
    if (this.phase === 'send') this.timer.refresh();
  }

  ended(): void {
    if (this.isOver) return;
    if (this.reader?.finish()) {
      this.finish(false);
      return;
    }
    this.connection?.destroy();
    this.lost(undefined);
  }

  lost(error: Error | undefined): void {
    if (this.isOver) return;
    if (error instanceof ClientClosed) this.clientClosed();
    else if (error instanceof PeerRefused) this.fail('peer_refused', error.message, { cause: error.cause });
    else if (this.phase === 'connect') {
      const isTls = this.written.origin.secure && this.connection?.stage === 'securing';
      this.fail(isTls ? 'tls_failed' : 'connect_failed', 'no connection could be made', { cause: error });
    } else if (this.responseSeen) {
      this.fail('truncated', 'the connection ended within the response', { cause: error });
    } else if (this.mayRetry()) this.retry();
    else this.fail('connection_lost', 'the connection ended before a response', { cause: error });
  }

  private readonly onAbort = (): void => this.abort(this.request.signal?.reason);

  private mayRetry(): boolean {
    const ageMs = performance.now() - this.beganMs;
    return (
      !this.request.once && !this.hasRetried && this.connection!.useCount > 0 && ageMs <= this.choices.staleMs
    );
  }

  private retry(): void {
    this.hasRetried = true;
    this.upload?.stop();
    this.upload = undefined;
    this.connection = undefined;
    this.phase = 'queue';
    this.source.request(this, true);
  }

  private timedOut(which: HttpTimeout): void {
    const isReading = which === 'head' || (which === 'idle' && this.phase === 'body');
    // Nothing came because we did not want it.
    if (isReading && this.connection && !this.connection.wantsToRead) this.timer.refresh();
    else this.fail('timeout', `${which} timeout`, { timeout: which });
  }

  private guarded(act: () => void): void {
    try {
      act();
    } catch (cause) {
      this.fail('taker_failed', 'the response could not be taken', { cause });
    }
  }

  private finish(isClean: boolean): void {
    const connection = this.connection!;
    const trailers = this.reader!.trailers as HttpHeaders;
    const head = this.reader!.head!;
    const isReusable = isClean && this.upload!.isSent && head.keepsAlive;
    this.settle();
    if (isReusable) this.source.giveBack(connection, head.keepsAliveMs);
    else connection.destroy();
    try {
      this.handler.end(trailers);
    } catch (cause) {
      this.handler.error(this.failure('taker_failed', 'the response could not be taken', { cause }));
    }
  }

  private fail(code: HttpFailureCode, message: string, more: HttpFailureDetails = {}): void {
    if (this.isOver) return;
    const failure = this.failure(code, message, more);
    this.settle();
    this.source.forget(this);
    this.connection?.destroy();
    // The caller of send() does not hold the transfer yet.
    if (this.isStarting) process.nextTick(() => this.handler.error(failure));
    else this.handler.error(failure);
  }

  private failure(code: HttpFailureCode, message: string, more: HttpFailureDetails): HttpFailure {
    const { phase, responseSeen } = this;
    const requestSent = !this.upload ? 'none' : this.upload.isSent ? 'whole' : 'part';
    return new HttpFailure(code, message, { phase, requestSent, responseSeen }, more);
  }

  private settle(): void {
    this.isOver = true;
    this.inBody = false;
    this.timer.clear();
    this.upload?.stop();
    this.request.signal?.removeEventListener('abort', this.onAbort);
  }
}

function isEncoded({ headers, framing }: ResponseHead): boolean {
  return framing !== 'none' && contentCodings(headers['content-encoding']).length > 0;
}

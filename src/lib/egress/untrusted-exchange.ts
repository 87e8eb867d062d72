import {
  type HttpBody,
  type HttpClient,
  HttpFailure,
  type HttpHandler,
  type HttpHeaders,
  type Transfer,
} from '../http-client/http-client.ts';
import type { Schemes } from './check-url.ts';
import type { Guard, VettedTarget } from './guard.ts';
import { Hop, type HopTaker } from './hop.ts';
import { EgressRefused } from './refusal.ts';
import { SpeedFloor } from './speed-floor.ts';

/** To a URL that came with a request of a client. GET follows up to 3 redirects, POST none. */
export interface UntrustedRequest {
  readonly trust: 'untrusted';
  /** As the client wrote it; not parsed before the guard sees it. */
  readonly url: string;
  readonly method?: 'GET' | 'POST';
  /** Credentials and cookies are refused with a TypeError; the user agent is fixed. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: HttpBody;
  /** Bytes of the answer's body; one more ends it as `too_large`. */
  readonly maxBytes: number;
  /** Default `http-or-https`. */
  readonly schemes?: Schemes;
  /** Name lookup, all redirects and the whole body together. Default 20,000. */
  readonly totalMs?: number;
  /** From the last byte of the request to the end of the response head. Default 5,000. */
  readonly headMs?: number;
  readonly signal?: AbortSignal | undefined;
  /** Nobody reads the body of the answer, so it may be encoded. Default false. */
  readonly statusOnly?: boolean;
}

export interface UntrustedHandler extends Omit<HttpHandler, 'error'> {
  /** A redirect that is about to be followed. */
  redirected?(status: number, headers: HttpHeaders): void;
  error(failure: HttpFailure | EgressRefused): void;
}

export interface UntrustedParts {
  readonly guard: Guard;
  readonly client: HttpClient;
}

const maxRedirects = 3;
const redirectStatuses = new Set([301, 302, 303, 307, 308]);
const connectMs = 3_000;
const stallMs = 5_000;
const userAgent = 'Plantain';

/** One untrusted request over all its redirects. Connects only to addresses the guard has vetted. */
export class UntrustedExchange implements Transfer, HopTaker {
  private readonly parts: UntrustedParts;
  private readonly request: UntrustedRequest;
  private readonly handler: UntrustedHandler;
  private readonly headers: Record<string, string>;
  private readonly deadlineMs: number;
  private readonly floor = new SpeedFloor();
  private hop: Transfer | undefined;
  private redirects = 0;
  private receivedBytes = 0;
  private paused = false;
  private over = false;

  constructor(parts: UntrustedParts, request: UntrustedRequest, handler: UntrustedHandler) {
    this.parts = parts;
    this.request = request;
    this.handler = handler;
    this.headers = { ...checkedHeaders(request.headers ?? {}), 'user-agent': userAgent };
    this.deadlineMs = performance.now() + (request.totalMs ?? 20_000);
    if (request.signal?.aborted) queueMicrotask(this.onAbort);
    else request.signal?.addEventListener('abort', this.onAbort);
    this.go(parts.guard.vet(request.url, request.schemes));
  }

  abort(cause?: unknown): void {
    this.fail(failure('aborted', 'aborted by the caller', cause));
  }

  pause(): void {
    this.paused = true;
    this.hop?.pause();
  }

  resume(): void {
    this.paused = false;
    this.floor.restart();
    this.hop?.resume();
  }

  private readonly onAbort = (): void => this.abort(this.request.signal?.reason);

  private go(vetting: Promise<VettedTarget>): void {
    vetting
      .then((target) => this.connect(target, 0))
      .catch((error: unknown) => {
        this.fail(
          error instanceof EgressRefused
            ? error
            : failure('connect_failed', 'no request could be sent', error),
        );
      });
  }

  private connect(target: VettedTarget, index: number): void {
    if (this.over) return;
    const remainingMs = this.deadlineMs - performance.now();
    if (remainingMs <= 0) {
      this.fail(failure('timeout', 'the total time is over'));
      return;
    }
    const { method = 'GET', body, headMs = 5_000, statusOnly = false } = this.request;
    const hop = new Hop(this, target, index);
    this.hop = this.parts.client.send(
      {
        url: target.url,
        method,
        headers: this.headers,
        ...(body === undefined ? {} : { body }),
        statusOnly,
        connectTo: target.addresses[index]!,
        checkPeer: (address) => this.parts.guard.checkPeer(target, address),
        timeouts: { queueMs: remainingMs, connectMs, headMs, idleMs: stallMs, totalMs: remainingMs },
      },
      hop,
    );
    if (this.paused) this.hop.pause();
  }

  head(target: VettedTarget, status: number, headers: HttpHeaders, rawHead: string): boolean {
    if (this.over) return false;
    if (redirectStatuses.has(status) && this.request.method !== 'POST') {
      this.redirect(target, status, headers);
      return false;
    }
    if (Number(headers['content-length'] ?? 0) > this.request.maxBytes) {
      this.fail(tooLarge(this.request.maxBytes));
      return false;
    }
    this.floor.restart();
    this.handler.head(status, headers, rawHead);
    return true;
  }

  // biome-ignore lint/suspicious/noConfusingVoidType: as HttpHandler.data
  data(buffer: Buffer, start: number, end: number): boolean | void {
    if (this.over) return false;
    this.receivedBytes += end - start;
    if (this.receivedBytes > this.request.maxBytes) return this.fail(tooLarge(this.request.maxBytes));
    if (this.floor.tooSlow(end - start)) return this.fail(failure('timeout', 'the body arrives too slowly'));
    return this.handler.data(buffer, start, end);
  }

  end(trailers: HttpHeaders): void {
    if (this.over) return;
    this.finish();
    try {
      this.handler.end(trailers);
    } catch (cause) {
      this.handler.error(failure('taker_failed', 'the response could not be taken', cause));
    }
  }

  /** A hop failed: try the next address if no byte was sent to this one, else it is over. */
  failed(target: VettedTarget, index: number, problem: HttpFailure): void {
    if (this.over) return;
    const unreached = problem.phase === 'connect' && unreachable.has(problem.code);
    if (unreached && index + 1 < target.addresses.length) this.connect(target, index + 1);
    else if (problem.code === 'peer_refused') this.fail(new EgressRefused('peer', problem.message));
    else this.fail(problem);
  }

  private redirect(from: VettedTarget, status: number, headers: HttpHeaders): void {
    const { location } = headers;
    const left = this.hop;
    this.hop = undefined;
    left?.abort();
    this.redirects += 1;
    if (this.redirects > maxRedirects) {
      this.fail(new EgressRefused('redirect_limit', `more than ${maxRedirects} redirects`));
    } else if (!location) {
      this.fail(new EgressRefused('redirect_target', 'no Location header'));
    } else {
      this.handler.redirected?.(status, headers);
      this.go(this.parts.guard.vetRedirect(from, location, this.request.schemes));
    }
  }

  private fail(problem: HttpFailure | EgressRefused): void {
    if (this.over) return;
    this.finish();
    this.hop?.abort(problem);
    this.handler.error(problem);
  }

  private finish(): void {
    this.over = true;
    this.request.signal?.removeEventListener('abort', this.onAbort);
  }
}

type HttpFailureCode = HttpFailure['code'];

const unreachable = new Set<HttpFailureCode>(['connect_failed', 'timeout']);

const forbiddenHeaders = new Set([
  'authorization',
  'cookie',
  'proxy-authorization',
  'host',
  'referer',
  'origin',
]);

function checkedHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  for (const name of Object.keys(headers)) {
    if (forbiddenHeaders.has(name.toLowerCase())) {
      throw new TypeError(`no ${name} header goes to an untrusted host`);
    }
  }
  return { ...headers };
}

function failure(code: HttpFailureCode, message: string, cause?: unknown): HttpFailure {
  return new HttpFailure(
    code,
    message,
    { phase: 'body', requestSent: 'part', responseSeen: false },
    { cause, ...(code === 'timeout' ? { timeout: 'total' as const } : {}) },
  );
}

const tooLarge = (maxBytes: number) => failure('too_large', `a body of more than ${maxBytes} bytes`);

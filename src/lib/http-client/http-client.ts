import type { LookupFunction } from 'node:net';
import { type Collected, type CollectLimits, collect } from './collect.ts';
import { type ConnectionSource, Exchange, type ExchangeChoices, type FullTimeouts } from './exchange.ts';
import type { HttpHandler, HttpRequest, HttpTimeouts, PacedTransfer } from './http-exchange.ts';
import type { TlsChoices } from './open-socket.ts';
import { OriginPool } from './origin-pool.ts';
import type { HttpProxy } from './proxy.ts';
import { type ReadTurnLimits, ReadTurns } from './read-turns.ts';
import { type Origin, type RequestHead, writeRequestHead } from './request-head.ts';

export type { Collected } from './collect.ts';
export type {
  HttpBody,
  HttpHandler,
  HttpHeaders,
  HttpRequest,
  HttpTimeouts,
  PacedTransfer,
  Transfer,
} from './http-exchange.ts';
export { HttpFailure } from './http-failure.ts';

export interface HttpClientOptions {
  readonly tls?: TlsChoices;
  /** For secure origins that it does not spare; not for a request that says what address to connect to. */
  readonly proxy?: HttpProxy | undefined;
  /** Instead of the system's name lookup; `dns.lookup` shows the signature. */
  readonly lookup?: LookupFunction;
  /** Throws if this IP address must not be spoken to; asked besides the request's own `checkPeer`. */
  readonly checkPeer?: (address: string) => void;
  /** Sockets per origin; further requests wait for one. Default 1,024. */
  readonly maxSockets?: number;
  /** Kept connections per origin. Default 256. */
  readonly maxIdle?: number;
  /** How long a connection is kept unused; keep it below what servers do. Default 15,000; 0 keeps none. */
  readonly idleMs?: number;
  readonly timeouts?: HttpTimeouts;
  readonly turns?: ReadTurnLimits;
  /**
   * A kept connection may be closed by its server at the moment it is used again. Such a request is sent once
   * more on a fresh connection, if no byte of a response came and the end came within this many milliseconds;
   * later, the server may have been working on it. Default 2,000; 0 never sends again.
   */
  readonly staleMs?: number;
}

export interface HttpClient {
  /** Throws a TypeError at once for a request that cannot be written; everything else reaches the handler. */
  send(request: HttpRequest, handler: HttpHandler): PacedTransfer;
  /** The whole response in memory. Rejects with `HttpFailure`: `too_large` beyond the limit. */
  collect(request: HttpRequest, limits: CollectLimits): Promise<Collected>;
  /** Ends idle connections now and running requests with `closed`. */
  close(): void;
}

/** An HTTP/1.1 client over kept connections. It follows no redirects, keeps no cookies and decodes no encodings. */
export function createHttpClient(options: HttpClientOptions = {}): HttpClient {
  return new PooledClient(options);
}

const defaultTimeouts: FullTimeouts = {
  queueMs: 10_000,
  connectMs: 10_000,
  headMs: 60_000,
  idleMs: 30_000,
  totalMs: 300_000,
};

class PooledClient implements HttpClient {
  private readonly options: HttpClientOptions;
  private readonly turns: ReadTurns;
  private readonly pools = new Map<string, OriginPool>();
  private isClosed = false;

  constructor(options: HttpClientOptions) {
    this.options = options;
    this.turns = new ReadTurns(options.turns);
  }

  send(request: HttpRequest, handler: HttpHandler): PacedTransfer {
    const head = writeRequestHead(request);
    const exchange = new Exchange(
      request,
      head,
      handler,
      this.choices(request),
      this.sourceOf(head, request.connectTo),
    );
    if (this.isClosed) exchange.clientClosed();
    else exchange.start();
    return exchange;
  }

  collect(request: HttpRequest, limits: CollectLimits): Promise<Collected> {
    return collect(this, request, limits);
  }

  close(): void {
    this.isClosed = true;
    for (const pool of [...this.pools.values()]) pool.close();
  }

  private choices(request: HttpRequest): ExchangeChoices {
    const { timeouts, staleMs = 2000, checkPeer = () => {} } = this.options;
    return { timeouts: { ...defaultTimeouts, ...timeouts, ...request.timeouts }, staleMs, checkPeer };
  }

  private sourceOf({ origin }: RequestHead, address: string | undefined): ConnectionSource {
    const key = `${origin.secure} ${origin.host} ${origin.port} ${address ?? ''}`;
    // A pool lives as long as it has connections, so an exchange may outlive the one it began with.
    return {
      request: (exchange, fresh) => {
        const pool = this.pools.get(key) ?? this.addPool(key, origin, address);
        pool.request(exchange, fresh);
      },
      forget: (exchange) => this.pools.get(key)?.forget(exchange),
      giveBack: (connection, keepMs) => this.pools.get(key)!.giveBack(connection, keepMs),
    };
  }

  private addPool(key: string, origin: Origin, address: string | undefined): OriginPool {
    const { lookup, tls = {}, proxy, maxSockets = 1024, maxIdle = 256, idleMs = 15_000 } = this.options;
    const limits = { maxSockets, maxIdle, idleMs };
    const isSpared = !origin.secure || address !== undefined || proxy?.spares(origin.host);
    const way = isSpared ? undefined : proxy;
    const pool = new OriginPool({ origin, address, lookup, tls, proxy: way }, limits, this.turns, () =>
      this.pools.delete(key),
    );
    this.pools.set(key, pool);
    return pool;
  }
}

import { parseRange } from './egress/address-range.ts';
import { createGuard } from './egress/guard.ts';
import type { ResolveName } from './egress/resolve-name.ts';
import {
  UntrustedExchange,
  type UntrustedHandler,
  type UntrustedRequest,
} from './egress/untrusted-exchange.ts';
import {
  createHttpClient,
  type HttpClientOptions,
  type HttpHandler,
  type HttpRequest,
  type PacedTransfer,
  type Transfer,
} from './http-client/http-client.ts';
import type { HttpProxy } from './http-client/proxy.ts';

export { EgressRefused } from './egress/refusal.ts';
export type { UntrustedHandler, UntrustedRequest } from './egress/untrusted-exchange.ts';
export { HttpFailure } from './http-client/http-client.ts';

/** To a host the operator named in the configuration. */
export type ConfiguredRequest = HttpRequest & { readonly trust: 'configured' };

/**
 * The one door for outbound HTTP. Every request says whose choice its host is: `configured` goes
 * straight there, `untrusted` (a URL that came with a request) only through the egress guard.
 */
export interface Outbound {
  send(request: ConfiguredRequest, handler: HttpHandler): PacedTransfer;
  send(request: UntrustedRequest, handler: UntrustedHandler): Transfer;
  /** Ends all connections. */
  close(): void;
}

export interface OutboundOptions {
  /** Address ranges excepted from the guard, e.g. `10.0.0.0/8`. A RangeError names one that is not a range. */
  readonly allow?: readonly string[];
  /** Instead of the DNS, for untrusted names. */
  readonly resolve?: ResolveName;
  /** The way to secure configured hosts. An untrusted one is checked by its address, so it is spoken to directly. */
  readonly proxy?: HttpProxy | undefined;
  /** Certificates for both kinds of request. */
  readonly tls?: NonNullable<HttpClientOptions['tls']>;
}

export function createOutbound(options: OutboundOptions = {}): Outbound {
  const guard = createGuard({
    allow: (options.allow ?? []).map(parseRange),
    ...(options.resolve && { resolve: options.resolve }),
  });
  const tls = options.tls ? { tls: options.tls } : {};
  const configured = createHttpClient({ proxy: options.proxy, ...tls });
  // No connection of a stranger is kept, and nothing is sent to one twice.
  const untrusted = createHttpClient({ ...tls, idleMs: 0, staleMs: 0, maxSockets: 64 });

  function send(request: ConfiguredRequest, handler: HttpHandler): PacedTransfer;
  function send(request: UntrustedRequest, handler: UntrustedHandler): Transfer;
  function send(
    request: ConfiguredRequest | UntrustedRequest,
    handler: HttpHandler | UntrustedHandler,
  ): Transfer {
    if (request.trust === 'configured') return configured.send(request, handler as HttpHandler);
    return new UntrustedExchange({ guard, client: untrusted }, request, handler as UntrustedHandler);
  }

  return {
    send,
    close() {
      configured.close();
      untrusted.close();
    },
  };
}

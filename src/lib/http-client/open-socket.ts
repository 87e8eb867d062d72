import { connect, type LookupFunction, type Socket } from 'node:net';
import { type ConnectionOptions, checkServerIdentity, connect as connectTls } from 'node:tls';
import type { HttpProxy } from './proxy.ts';
import { type Origin, serverName } from './request-head.ts';
import { Tunnel } from './tunnel.ts';

export interface TlsChoices {
  /** Certificate authorities in PEM instead of Node's own. */
  readonly ca?: string | Buffer | readonly (string | Buffer)[];
  /** Name sent and verified instead of the URL's. */
  readonly servername?: string;
  /** Default true. */
  readonly rejectUnauthorized?: boolean;
}

export interface ConnectTarget {
  readonly origin: Origin;
  /** IP address to connect to instead of looking the name up. */
  readonly address?: string | undefined;
  readonly lookup?: LookupFunction | undefined;
  readonly tls: TlsChoices;
  /** The way to a secure origin; such a peer is not checked, since the proxy looks its name up. */
  readonly proxy?: HttpProxy | undefined;
  /** TLS session of an earlier connection. */
  readonly session?: Buffer | undefined;
  readonly checkPeer: (address: string) => void;
}

/** As `onread` of `net.connect` wants it. */
export interface ReadInto {
  /** Asked for again after each read. */
  buffer: () => Buffer;
  /** False stops reading until `socket.resume()`. */
  callback: (sizeBytes: number, buffer: Uint8Array) => boolean;
}

export class PeerRefused extends Error {}

/** Connects; over TLS the handshake starts only after the peer's address was checked. */
export function openSocket(target: ConnectTarget, onread: ReadInto): Socket {
  const { origin, lookup, proxy } = target;
  if (proxy) return openThrough(new Tunnel(proxy, origin), target, onread);
  const options = {
    host: target.address ?? origin.host,
    port: origin.port,
    noDelay: true,
    keepAlive: true,
    keepAliveInitialDelay: 30_000,
    onread,
    ...(lookup ? { lookup } : {}),
  };
  const socket = origin.secure ? connectTls({ ...options, ...tlsOptions(target) }) : connect(options);
  socket.prependOnceListener('connect', () => {
    try {
      target.checkPeer(socket.remoteAddress ?? '');
    } catch (cause) {
      socket.destroy(new PeerRefused('the peer address was refused', { cause }));
    }
  });
  return socket;
}

function openThrough(tunnel: Tunnel, target: ConnectTarget, onread: ReadInto): Socket {
  const socket = connectTls({ socket: tunnel, ...tlsOptions(target) });
  // Node takes no `onread` for a stream it did not open.
  socket.on('data', (chunk: Buffer) => {
    if (!onread.callback(chunk.length, chunk)) socket.pause();
  });
  tunnel.once('tunnelled', () => socket.emit('connect'));
  const change = (wish: 'ref' | 'unref') => () => {
    tunnel[wish]();
    return socket;
  };
  return Object.assign(socket, { ref: change('ref'), unref: change('unref') });
}

function tlsOptions({ origin, tls, session }: ConnectTarget): ConnectionOptions {
  const name = tls.servername ?? origin.host;
  return {
    servername: serverName(name),
    ALPNProtocols: ['http/1.1'],
    rejectUnauthorized: tls.rejectUnauthorized ?? true,
    // Node would verify the address connected to when the name is an address, or when SNI is empty.
    checkServerIdentity: (_host, certificate) => checkServerIdentity(name, certificate),
    ...(tls.ca === undefined ? {} : { ca: tls.ca as NonNullable<ConnectionOptions['ca']> }),
    ...(session ? { session } : {}),
  };
}

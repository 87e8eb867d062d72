import { isIP } from 'node:net';

/** An HTTP proxy that opens tunnels to `https:` origins (RFC 9110 §9.3.6, CONNECT). */
export interface HttpProxy {
  /** Name or address, without brackets. */
  readonly host: string;
  readonly port: number;
  /** Value of `proxy-authorization`. */
  readonly authorization?: string;
  /** Whether this host is spoken to without it. */
  readonly spares: (host: string) => boolean;
}

/**
 * @param text `http://[user:password@]host[:port]`
 * @param spared hosts spoken to directly: a name, `.example.com` for all below it, or an address
 * @throws RangeError for anything else; it does not repeat the text, which may hold a password
 */
export function parseProxy(text: string, spared: readonly string[] = []): HttpProxy {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== 'http:' || url.pathname !== '/' || url.search !== '' || url.hash !== '') {
    throw new RangeError('must be http://host:port or http://user:password@host:port');
  }
  const user = `${decode(url.username)}:${decode(url.password)}`;
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: Number(url.port || 80),
    spares: (host) => isLocal(host) || spared.some((entry) => matches(host.toLowerCase(), entry)),
    ...(user === ':' ? {} : { authorization: `Basic ${Buffer.from(user).toString('base64')}` }),
  };
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new RangeError('has a % in its user or password that begins no escape; write it as %25');
  }
}

function matches(host: string, entry: string): boolean {
  const wanted = entry.toLowerCase();
  return wanted.startsWith('.') ? host.endsWith(wanted) || host === wanted.slice(1) : host === wanted;
}

/** Another machine cannot reach what this one calls so. */
const isLocal = (host: string): boolean =>
  host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));

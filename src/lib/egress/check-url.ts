import { type Address, parseAddress } from './address.ts';
import { nameRefusal } from './check-name.ts';
import { EgressRefused, type RefusalReason } from './refusal.ts';

const maxUrlLength = 2_048;

export type Schemes = 'https' | 'http-or-https';

/** A URL whose text is sound. Nothing was resolved and no address was judged. */
export interface CheckedUrl {
  /** Without fragment. */
  readonly url: URL;
  /** Name or address as it goes into DNS, TLS and the Host header; IPv6 without brackets. */
  readonly hostname: string;
  readonly port: number;
  readonly secure: boolean;
  /** The address, where the host is one. */
  readonly literal?: Address;
  /** Why the target is good only if all its addresses lie in a range that the operator excepted. */
  readonly onlyExcepted?: { readonly reason: RefusalReason; readonly detail: string };
}

/** Checks the text of a URL and parses it once. Throws EgressRefused. */
export function checkUrl(raw: string, schemes: Schemes): CheckedUrl {
  checkText(raw, 'characters');
  const url = parse(raw);
  const scheme = url.protocol.slice(0, -1);
  if (scheme !== 'https' && scheme !== 'http') throw new EgressRefused('scheme', scheme);
  checkAuthority(raw, url);

  const secure = scheme === 'https';
  const hostname = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const literal = parseAddress(hostname);
  const port = url.port === '' ? (secure ? 443 : 80) : Number(url.port);
  const onlyExcepted = soft(schemes, secure, port, literal ? undefined : nameRefusal(hostname));
  url.hash = '';
  return {
    url,
    hostname,
    port,
    secure,
    ...(literal && { literal }),
    ...(onlyExcepted && { onlyExcepted }),
  };
}

/** Throws EgressRefused, `characters` where its sender wrote them. Node's own parser strips tabs and newlines and turns backslashes into slashes; other parsers do not. */
export function checkText(raw: string, reason: 'characters' | 'malformed'): void {
  if (raw.length > maxUrlLength) throw new EgressRefused('too_long', `${raw.length} characters`);
  if (/[\p{Cc}\p{Cf}\p{Z}\p{Cs}\\]/u.test(raw)) {
    throw new EgressRefused(reason, 'white space, control character or backslash');
  }
}

function parse(raw: string): URL {
  try {
    return new URL(raw);
  } catch {
    throw new EgressRefused('malformed', 'not a URL');
  }
}

/**
 * The authority as written must be the one that the parser understood, letter case and default port
 * aside. This one rule refuses octal, hexadecimal, short and full-width addresses, percent-encoded
 * hosts, missing slashes and credentials, because each of them changes under parsing.
 */
function checkAuthority(raw: string, url: URL): void {
  const written = /^https?:\/\/([^/?#]*)/i.exec(raw)?.[1];
  if (written === undefined) throw new EgressRefused('not_canonical', 'no "//" after the scheme');
  if (written.includes('@') || url.username !== '' || url.password !== '') {
    throw new EgressRefused('credentials', 'user name or password in the URL');
  }
  const defaultPort = url.protocol === 'https:' ? ':443' : ':80';
  const lower = written.toLowerCase();
  const authority = lower.endsWith(defaultPort) ? lower.slice(0, -defaultPort.length) : lower;
  if (authority !== url.host) throw new EgressRefused('not_canonical', `"${written}" means "${url.host}"`);
}

/** Rules that an excepted range lifts: scheme, port and name. */
function soft(
  schemes: Schemes,
  secure: boolean,
  port: number,
  badName: string | undefined,
): CheckedUrl['onlyExcepted'] {
  if (!secure && schemes === 'https') return { reason: 'scheme', detail: 'http where https is required' };
  if (port !== 80 && port !== 443) return { reason: 'port', detail: `port ${port}` };
  return badName === undefined ? undefined : { reason: 'name', detail: badName };
}

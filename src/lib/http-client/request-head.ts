import { isIP } from 'node:net';
import { planLength } from '../body-plan/body-plan.ts';
import type { HttpBody, HttpRequest, StreamedBody } from './http-exchange.ts';

/** A request as it is written, and where to. */
export interface RequestHead {
  readonly origin: Origin;
  readonly method: string;
  /** The head with its blank line, Latin-1. */
  readonly text: string;
  /** Bytes of the body; undefined when it is sent chunked. */
  readonly bodyBytes: number | undefined;
}

export interface Origin {
  readonly secure: boolean;
  /** Name or address, without brackets. */
  readonly host: string;
  readonly port: number;
}

/** Checks a request and writes its head. Throws a TypeError that names no value. */
export function writeRequestHead(request: HttpRequest): RequestHead {
  const url = readUrl(request.url);
  const method = request.method ?? 'GET';
  if (!isToken(method) || method === 'CONNECT') throw new TypeError('not a method');
  const bodyBytes = bodyLength(request.body);
  const lines = [
    `${method} ${url.pathname}${url.search} HTTP/1.1`,
    `host: ${url.host}`,
    ...headerLines(request.headers ?? {}),
    'accept-encoding: identity',
    'connection: keep-alive',
  ];
  if (bodyBytes === undefined) lines.push('transfer-encoding: chunked');
  else if (request.body !== undefined || !bodiless.has(method)) lines.push(`content-length: ${bodyBytes}`);
  const text = `${lines.join('\r\n')}\r\n\r\n`;
  // The last word on header injection: as many lines as were written, of nothing but text.
  if (/[^\t\x20-\x7e\x80-\xff]/.test(lines.join('')))
    throw new TypeError('a control character in the request head');
  return { origin: originOf(url), method, text, bodyBytes };
}

export const isStreamed = (body: HttpBody): body is StreamedBody =>
  typeof body === 'object' && 'open' in body;

function readUrl(text: string | URL): URL {
  const url = typeof text === 'string' ? new URL(text) : text;
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw new TypeError('neither http: nor https:');
  if (url.username !== '' || url.password !== '') throw new TypeError('credentials in the URL');
  if (url.hostname === '') throw new TypeError('no host in the URL');
  return url;
}

function originOf(url: URL): Origin {
  const secure = url.protocol === 'https:';
  const host = url.hostname.replace(/^\[|\]$/g, '');
  return { secure, host, port: url.port === '' ? (secure ? 443 : 80) : Number(url.port) };
}

function headerLines(headers: Readonly<Record<string, string | undefined>>): string[] {
  const lines: string[] = [];
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined) continue;
    if (!isToken(name)) throw new TypeError('not a header name');
    if (own.has(name.toLowerCase())) throw new TypeError(`the client writes ${name.toLowerCase()} itself`);
    if (/[^\t\x20-\x7e\x80-\xff]/.test(value)) throw new TypeError(`not a value for ${name.toLowerCase()}`);
    lines.push(`${name}: ${value}`);
  }
  return lines;
}

function bodyLength(body: HttpBody | undefined): number | undefined {
  if (body === undefined) return 0;
  if (typeof body === 'string' || body instanceof Uint8Array) return planLength([body]);
  return isStreamed(body) ? body.sizeBytes : planLength(body);
}

/** The name for SNI: addresses have none (RFC 6066 §3). */
export const serverName = (host: string): string => (isIP(host) ? '' : host);

const isToken = (text: string): boolean => /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(text);

const own = new Set([
  'host',
  'content-length',
  'transfer-encoding',
  'connection',
  'keep-alive',
  'proxy-connection',
  'upgrade',
  'te',
  'trailer',
  'expect',
  'accept-encoding',
]);

const bodiless = new Set(['GET', 'HEAD', 'DELETE', 'OPTIONS']);

import type { HttpHeaders } from './http-exchange.ts';
import { ResponseFault } from './response-fault.ts';

/** Bytes of a response head, or of trailers. */
export const headLimitBytes = 16 * 1024;
const lineLimit = 256;

export type BodyFraming = 'none' | 'sized' | 'chunked' | 'until-close';

export interface ResponseHead {
  readonly status: number;
  readonly headers: HttpHeaders;
  readonly framing: BodyFraming;
  /** With framing `sized`. */
  readonly sizeBytes: number;
  /** Whether the connection may serve another request after this response. */
  readonly keepsAlive: boolean;
  /** How long the server says it keeps the connection; Infinity if it says nothing. */
  readonly keepsAliveMs: number;
}

/**
 * Reads a response head without its closing blank line. Whatever two readers could understand differently
 * is refused: RFC 9112 §6.3 and §11.2. Throws `ResponseFault`.
 */
export function readResponseHead(text: string, method: string): ResponseHead {
  const [statusLine = '', ...lines] = text.split('\r\n');
  const match = /^HTTP\/1\.([01]) ([1-5]\d\d)(?: [\t\x20-\x7e\x80-\xff]*)?$/.exec(statusLine);
  if (!match) throw new ResponseFault('bad_response', 'not the status line of an HTTP/1 response');
  const headers = readHeaders(lines);
  const status = Number(match[2]);
  const isOld = match[1] === '0';
  const keepsAliveMs = readKeepAlive(headers['keep-alive'] ?? '');
  return { status, headers, keepsAliveMs, ...framingOf(method, status, headers, isOld) };
}

/** Reads header or trailer lines. Throws `ResponseFault`. */
export function readHeaders(lines: readonly string[]): HttpHeaders {
  if (lines.length > lineLimit) throw new ResponseFault('too_large', `more than ${lineLimit} headers`);
  const headers = Object.create(null) as Record<string, string>;
  for (const line of lines) {
    const colon = line.indexOf(':');
    const name = line.slice(0, Math.max(0, colon)).toLowerCase();
    const value = trimmed(line, colon + 1);
    if (!/^[!#$%&'*+.^_`|~0-9a-z-]+$/.test(name) || /[^\t\x20-\x7e\x80-\xff]/.test(value)) {
      throw new ResponseFault('bad_response', 'a malformed header line');
    }
    const earlier = headers[name];
    headers[name] = earlier === undefined ? value : `${earlier}, ${value}`;
  }
  return headers;
}

function framingOf(method: string, status: number, headers: HttpHeaders, isOld: boolean) {
  const length = headers['content-length'];
  const coding = headers['transfer-encoding'];
  // Two lengths, even equal ones, were joined with a comma and fail here.
  if (length !== undefined && !/^\d{1,15}$/.test(length))
    throw new ResponseFault('bad_response', 'bad content-length');
  if (coding !== undefined && (length !== undefined || isOld || coding.toLowerCase() !== 'chunked')) {
    throw new ResponseFault('bad_response', 'bad transfer-encoding');
  }
  const options = (headers.connection ?? '')
    .toLowerCase()
    .split(',')
    .map((option) => option.trim());
  const keepsAlive = isOld ? options.includes('keep-alive') : !options.includes('close');
  const sizeBytes = Number(length ?? 0);
  if (status < 200 || method === 'HEAD' || status === 304)
    return { framing: 'none', sizeBytes: 0, keepsAlive } as const;
  // A body announced with 204 has no defined end: do not look for one, and do not trust the connection.
  if (status === 204) {
    return { framing: 'none', sizeBytes: 0, keepsAlive: keepsAlive && sizeBytes === 0 && !coding } as const;
  }
  if (coding !== undefined) return { framing: 'chunked', sizeBytes: 0, keepsAlive } as const;
  if (length !== undefined) return { framing: 'sized', sizeBytes, keepsAlive } as const;
  return { framing: 'until-close', sizeBytes: 0, keepsAlive: false } as const;
}

function readKeepAlive(value: string): number {
  const seconds = /(?:^|[,\s])timeout=(\d{1,9})/i.exec(value)?.[1];
  return seconds === undefined ? Number.POSITIVE_INFINITY : Number(seconds) * 1000;
}

/** Without spaces and tabs around; `trim()` would also take no-break spaces, which are bytes of a value. */
function trimmed(line: string, from: number): string {
  let start = from;
  let end = line.length;
  while (start < end && isBlank(line.charCodeAt(start))) start++;
  while (end > start && isBlank(line.charCodeAt(end - 1))) end--;
  return line.slice(start, end);
}

const isBlank = (code: number): boolean => code === 0x20 || code === 0x09;

import type { IncomingHttpHeaders } from 'node:http';

/** A request as tests may look at it afterwards: no secrets, no image data. */
export interface RecordedRequest {
  readonly method: string;
  /** Path and query; the value of `key` is left out. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The parsed body with every base64 string replaced by its length; undefined for large or broken bodies. */
  readonly body: unknown;
  readonly bodyBytes: number;
  /** The status it was answered with, −1 when the connection was broken before the status line. */
  status: number;
}

const secretHeaders = new Set(['authorization', 'x-goog-api-key', 'cookie', 'proxy-authorization']);

/** The last requests, oldest first. */
export class RequestLog {
  readonly entries: RecordedRequest[] = [];
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get isOn(): boolean {
    return this.#limit > 0;
  }

  add(entry: RecordedRequest): void {
    if (!this.isOn) return;
    this.entries.push(entry);
    if (this.entries.length > this.#limit) this.entries.shift();
  }
}

export function publicHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  const shown: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined && !secretHeaders.has(name)) shown[name] = String(value);
  }
  return shown;
}

export function publicPath(url: URL): string {
  const query = new URLSearchParams(url.searchParams);
  query.delete('key');
  query.delete('access_token');
  return query.size > 0 ? `${url.pathname}?${query}` : url.pathname;
}

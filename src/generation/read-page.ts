import { Failure } from './failure.ts';

export interface Page {
  readonly limit: number;
  /** Entries before it. */
  readonly offset: number;
}

type Query = Readonly<Record<string, string | undefined>>;

/**
 * `pageSize` and `pageToken` of Google's lists. As Google does, 0 or nothing means the default and what is too large
 * the most there is; a token is one of ours or refused.
 */
export function readPage({ pageSize = '', pageToken = '' }: Query, usual: number, most: number): Page {
  if (!/^\d*$/.test(pageSize)) throw refused('pageSize', 'pageSize must be a whole number.');
  if (!/^\d{0,9}$/.test(pageToken)) {
    throw refused('pageToken', 'pageToken must be the nextPageToken of the page before.');
  }
  return { limit: Math.min(Number(pageSize) || usual, most), offset: Number(pageToken) };
}

const refused = (param: string, message: string) => new Failure('invalid_request', { message, param });

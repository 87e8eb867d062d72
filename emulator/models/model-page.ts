import { GoogleError, invalidArgument } from '../google-error.ts';
import type { Model } from './models.ts';

const standardPageSize = 50;

interface Page {
  readonly models: readonly Model[];
  readonly nextPageToken?: string;
}

/**
 * The models one page of a list shows, of those that are served.
 * @throws GoogleError 400 for a page token that no page gave.
 */
export function modelsOfPage(query: URLSearchParams, served: readonly Model[]): Page {
  const wanted = Number(query.get('pageSize') ?? query.get('page_size') ?? 0);
  if (!Number.isInteger(wanted) || wanted < 0) {
    // Not verified: Google's text for this case was not seen.
    throw invalidArgument(`Invalid value at 'page_size' (TYPE_INT32), "${query.get('pageSize')}"`);
  }
  const pageSize = Math.min(wanted || standardPageSize, 1000);
  const start = pageStart(query.get('pageToken') ?? query.get('page_token') ?? '', served);
  const page = { models: served.slice(start, start + pageSize) };
  const next = served[start + pageSize];
  return next ? { ...page, nextPageToken: Buffer.from(next.id).toString('base64url') } : page;
}

function pageStart(token: string, served: readonly Model[]): number {
  if (token === '') return 0;
  const id = Buffer.from(token, 'base64url').toString();
  const start = served.findIndex((model) => model.id === id);
  if (start < 0) throw new GoogleError(400, 'INVALID_ARGUMENT', 'Page token is not valid.');
  return start;
}

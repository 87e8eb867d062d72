import { GoogleError, invalidArgument } from '../google-error.ts';
import { type Model, models } from './models.ts';

const standardPageSize = 50;

/** A model as `GET /v1beta/models/{id}` shows it. */
export function modelResource(model: Model): Record<string, unknown> {
  return {
    name: `models/${model.id}`,
    version: model.id.startsWith('gemini-2.5') ? '2.0' : '3.0',
    displayName: model.displayName,
    description: model.description,
    inputTokenLimit: model.inputTokenLimit,
    outputTokenLimit: model.outputTokenLimit,
    supportedGenerationMethods: ['generateContent', 'countTokens', 'batchGenerateContent'],
    temperature: 1,
    topP: 0.95,
    topK: 64,
    maxTemperature: 1,
    ...(model.thinking === 'none' ? {} : { thinking: true }),
  };
}

/**
 * One page of `GET /v1beta/models`.
 * @throws GoogleError 400 for a page token that no page gave.
 */
export function modelPage(query: URLSearchParams, retired: ReadonlySet<string>): Record<string, unknown> {
  const served = models.filter((model) => !retired.has(model.id));
  const wanted = Number(query.get('pageSize') ?? query.get('page_size') ?? 0);
  if (!Number.isInteger(wanted) || wanted < 0) {
    // Not verified: Google's text for this case was not seen.
    throw invalidArgument(`Invalid value at 'page_size' (TYPE_INT32), "${query.get('pageSize')}"`);
  }
  const pageSize = Math.min(wanted || standardPageSize, 1000);
  const start = pageStart(query.get('pageToken') ?? query.get('page_token') ?? '', served);
  const page = { models: served.slice(start, start + pageSize).map(modelResource) };
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

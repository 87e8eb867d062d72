import { modelsOfPage } from './model-page.ts';
import type { Model } from './models.ts';

/** A model as `GET /v1beta/models/{id}` shows it. */
export function modelResource(model: Model): Record<string, unknown> {
  return {
    name: `models/${model.id}`,
    version: model.id.startsWith('gemini-2.5') ? '2.0' : '3.0',
    displayName: model.displayName,
    description: model.description,
    inputTokenLimit: model.inputTokenLimit,
    outputTokenLimit: model.outputTokenLimit,
    // Google names batchGenerateContent, too, which is not served here.
    supportedGenerationMethods: ['generateContent', 'countTokens'],
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
  const { models, ...next } = modelsOfPage(query, ({ id }) => !retired.has(id));
  return { models: models.map(modelResource), ...next };
}

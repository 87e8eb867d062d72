import type { Emulation } from '../emulation.ts';
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
export function modelPage(
  query: URLSearchParams,
  { models, retired }: Pick<Emulation, 'models' | 'retired'>,
): Record<string, unknown> {
  const served = [...models.values()].filter(({ id }) => !retired.has(id));
  const { models: shown, ...next } = modelsOfPage(query, served);
  return { models: shown.map(modelResource), ...next };
}

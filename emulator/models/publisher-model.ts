import type { Emulation } from '../emulation.ts';
import { modelsOfPage } from './model-page.ts';
import type { Model } from './models.ts';
import { isOnVertex } from './require-model.ts';

/** A model as Vertex AI's `GET …/publishers/google/models/{id}` shows it. */
export function publisherModel(model: Model): Record<string, unknown> {
  return {
    name: `publishers/google/models/${model.id}`,
    versionId: 'default',
    openSourceCategory: 'PROPRIETARY',
    launchStage: 'GA',
    publisherModelTemplate: `projects/{user-project}/locations/{location}/publishers/google/models/${model.id}`,
  };
}

/** One page of Vertex AI's list. */
export function publisherPage(
  query: URLSearchParams,
  { models, retired }: Pick<Emulation, 'models' | 'retired'>,
): Record<string, unknown> {
  const served = [...models.values()].filter((model) => isOnVertex(model) && !retired.has(model.id));
  const { models: shown, ...next } = modelsOfPage(query, served);
  return { publisherModels: shown.map(publisherModel), ...next };
}

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
export function publisherPage(query: URLSearchParams, retired: ReadonlySet<string>): Record<string, unknown> {
  const { models, ...next } = modelsOfPage(query, (model) => isOnVertex(model) && !retired.has(model.id));
  return { publisherModels: models.map(publisherModel), ...next };
}

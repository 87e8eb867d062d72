import { listed } from '../admin/admin-route.ts';
import { limitsOf, type Model, type ModelCatalog } from '../generation/model.ts';
import type { ConsoleRoute } from './console-route.ts';

/** `/models`: what the playground may offer, from the limits of `/v1/generations`. */
export const modelRoutes = (catalog: ModelCatalog): ConsoleRoute[] => [
  { method: 'GET', path: '/models', may: () => true, run: async () => listed(catalog.models.map(modelView)) },
];

function modelView(model: Model) {
  const limits = limitsOf(model, 'generations');
  return {
    object: 'model',
    name: model.name,
    title: model.title,
    aliases: model.aliases,
    upstream_ids: model.upstreamIds,
    max_references: limits.maxReferences,
    max_prompt_length: limits.maxPromptLength,
    resolutions: limits.resolutions,
    aspect_ratios: limits.aspectRatios,
  };
}

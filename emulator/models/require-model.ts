import type { Emulation } from '../emulation.ts';
import { GoogleError } from '../google-error.ts';
import type { Exchange } from '../http/exchange.ts';
import type { Model } from './models.ts';

/**
 * The model of a path.
 * @throws GoogleError 404 with Google's text for an unknown id, or its other text for a retired one.
 */
export function requireModel(
  { path, profile }: Exchange,
  { models, retired }: Pick<Emulation, 'models' | 'retired'>,
): Model {
  const id = path.model!;
  const model = models.get(id);
  if (profile === 'vertex') return servedByVertex(path, retired.has(id) ? undefined : model);
  if (retired.has(id)) {
    throw new GoogleError(
      404,
      'NOT_FOUND',
      `This model models/${id} is no longer available. Please update your code to use a newer model for the latest features and improvements.`,
    );
  }
  if (model) return model;
  throw new GoogleError(
    404,
    'NOT_FOUND',
    `models/${id} is not found for API version ${path.version}, or is not supported for ${path.method ?? 'generateContent'}. Call ListModels to see the list of available models and their supported methods.`,
  );
}

/** Previews of 2025 answer 404 there since July 2026. */
export const isOnVertex = ({ id }: Model): boolean => !id.endsWith('-preview');

/** The flash models stand in the global location only. */
function servedByVertex(path: Exchange['path'], model: Model | undefined): Model {
  const { project, location = 'global' } = path;
  const isHere = location === 'global' || model?.vertexLocations === 'many';
  if (model && isOnVertex(model) && isHere) return model;
  const owner = project === undefined ? '' : `projects/${project}/locations/${location}/`;
  throw new GoogleError(
    404,
    'NOT_FOUND',
    `Publisher Model \`${owner}publishers/google/models/${path.model}\` was not found or your project does not have access to it. Please ensure you are using a valid model version. For more information, see: https://cloud.google.com/vertex-ai/generative-ai/docs/learn/model-versions`,
  );
}

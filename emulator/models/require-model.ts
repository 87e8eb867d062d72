import { GoogleError } from '../google-error.ts';
import { findModel, type Model } from './models.ts';

/**
 * The model of a path.
 * @throws GoogleError 404 with Google's text for an unknown id, or its other text for a retired one.
 */
export function requireModel(
  id: string,
  apiVersion: string,
  method: string,
  retired: ReadonlySet<string>,
): Model {
  if (retired.has(id)) {
    throw new GoogleError(
      404,
      'NOT_FOUND',
      `This model models/${id} is no longer available. Please update your code to use a newer model for the latest features and improvements.`,
    );
  }
  const model = findModel(id);
  if (model) return model;
  throw new GoogleError(
    404,
    'NOT_FOUND',
    `models/${id} is not found for API version ${apiVersion}, or is not supported for ${method}. Call ListModels to see the list of available models and their supported methods.`,
  );
}

import { allowedModels, findAllowed } from '../../generation/allowed-models.ts';
import { Failure } from '../../generation/failure.ts';
import type { Model } from '../../generation/model.ts';
import type { RouteInput } from '../../generation/route-input.ts';
import { jsonAnswer, type WireAnswer } from '../../generation/wire-answer.ts';

/** `GET …/publishers/google/models`, as Vertex AI lists them; clients read `publisherModels` alone. */
export function listPublisherModels(input: RouteInput): WireAnswer {
  return jsonAnswer(200, {
    publisherModels: allowedModels(input).map((model) => publisherModel(model, model.name)),
  });
}

/** `GET …/publishers/google/models/{model}`, by any of its names. */
export function getPublisherModel(input: RouteInput): WireAnswer {
  const name = input.params['*'] ?? '';
  const model = findAllowed(input, name);
  if (model) return jsonAnswer(200, publisherModel(model, name));
  throw new Failure('unknown_model', {
    message: `Publisher Model \`publishers/google/models/${name.slice(0, 100)}\` was not found.`,
  });
}

const publisherModel = (model: Model, name: string) => ({
  name: `publishers/google/models/${name}`,
  versionId: '001',
  displayName: model.title,
  launchStage: 'GA',
});

import { Failure } from '../../generation/failure.ts';
import type { Model } from '../../generation/model.ts';
import { jsonAnswer, type RouteInput, type WireAnswer } from '../../generation/protocol.ts';

/** `GET …/publishers/google/models`, as Vertex AI lists them; clients read `publisherModels` alone. */
export function listPublisherModels(input: RouteInput): WireAnswer {
  const allowed = allowedModels(input);
  return jsonAnswer(200, { publisherModels: allowed.map((model) => publisherModel(model, model.name)) });
}

/** `GET …/publishers/google/models/{model}`, by any of its names. */
export function getPublisherModel(input: RouteInput): WireAnswer {
  const name = input.params['*'] ?? '';
  const model = input.catalog.find(name);
  if (model && allowedModels(input).includes(model)) return jsonAnswer(200, publisherModel(model, name));
  throw new Failure('unknown_model', {
    message: `Publisher Model \`publishers/google/models/${name.slice(0, 100)}\` was not found.`,
  });
}

function allowedModels(input: RouteInput): readonly Model[] {
  const { models } = input.caller.settings;
  return input.catalog.models.filter((model) => !models || models.includes(model.name));
}

const publisherModel = (model: Model, name: string) => ({
  name: `publishers/google/models/${name}`,
  versionId: '001',
  displayName: model.title,
  launchStage: 'GA',
});

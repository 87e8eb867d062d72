import { limitsOf, type Model } from '../../generation/model.ts';
import { jsonAnswer, type RouteInput, type WireAnswer } from '../../generation/protocol.ts';

/** Answers `GET /api/v1/images/models`: the models of this key and the values each parameter takes. */
export function listImageModels(input: RouteInput): WireAnswer {
  const allowed = input.caller.settings.models;
  const models = input.catalog.models.filter(({ name }) => !allowed || allowed.includes(name));
  return jsonAnswer(200, { data: models.map(entryOf) });
}

function entryOf(model: Model) {
  return {
    id: model.name,
    name: model.title,
    created: model.releasedAt,
    description: `${model.title}: image generation and editing.`,
    architecture: { input_modalities: ['text', 'image'], output_modalities: ['image'] },
    supports_streaming: false,
    supported_parameters: parametersOf(model),
  };
}

/** What is known of a model for this contract; the one place its list of capabilities is read from. */
function parametersOf(model: Model) {
  const limits = limitsOf(model, 'openrouter-images');
  return {
    n: { type: 'range', min: 1, max: 10 },
    aspect_ratio: { type: 'enum', values: [...limits.aspectRatios, 'auto'] },
    resolution: {
      type: 'enum',
      values: limits.resolutions.map((resolution) => (resolution === '0.5K' ? '512' : resolution)),
    },
    output_format: { type: 'enum', values: ['png', 'jpeg', 'webp'] },
    output_compression: { type: 'range', min: 0, max: 100 },
    input_references: { type: 'range', min: 0, max: limits.maxReferences },
  };
}

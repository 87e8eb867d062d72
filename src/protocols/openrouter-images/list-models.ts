import { allowedModels, findAllowed } from '../../generation/allowed-models.ts';
import { Failure } from '../../generation/failure.ts';
import { descriptionOf, limitsOf, type Model } from '../../generation/model.ts';
import { quoteIfSold } from '../../generation/quote-if-sold.ts';
import type { Resolution } from '../../generation/resolution.ts';
import type { RouteInput } from '../../generation/route-input.ts';
import { jsonAnswer, type WireAnswer } from '../../generation/wire-answer.ts';

/** Answers `GET /api/v1/images/models`: the models of this key and the values each parameter takes. */
export function listImageModels(input: RouteInput): WireAnswer {
  return jsonAnswer(200, { data: allowedModels(input).map(entryOf) });
}

/**
 * Answers `GET /api/v1/images/models/{author}/{slug}/endpoints`: this server, with its price per image for each
 * resolution.
 */
export async function listEndpoints(input: RouteInput): Promise<WireAnswer> {
  const model = findAllowed(input, input.params.slug ?? '');
  if (!model) throw new Failure('unknown_model');
  const pricing = await Promise.all(
    limitsOf(model, 'openrouter-images').resolutions.map(async (resolution) => {
      const quote = await quoteIfSold(input, { model: model.name, count: 1, resolution });
      if (!quote) return [];
      const cost_usd = quote.perImageMicros / 1_000_000;
      return [{ billable: 'output_image', unit: 'image', variant: wireName(resolution), cost_usd }];
    }),
  );
  return jsonAnswer(200, {
    id: model.name,
    endpoints: [
      {
        provider_name: 'Plantain',
        provider_slug: 'plantain',
        provider_tag: null,
        allowed_passthrough_parameters: [],
        supports_streaming: false,
        supported_parameters: parametersOf(model),
        pricing: pricing.flat(),
      },
    ],
  });
}

/** Who makes all models of the catalogue; the SDK builds addresses of author and name. */
const author = 'google';

const wireName = (resolution: Resolution) => (resolution === '0.5K' ? '512' : resolution);

function entryOf(model: Model) {
  return {
    id: model.name,
    name: model.title,
    created: model.releasedAt,
    description: descriptionOf(model),
    architecture: { input_modalities: ['text', 'image'], output_modalities: ['image'] },
    endpoints: `/api/v1/images/models/${author}/${model.name}/endpoints`,
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
      values: limits.resolutions.map(wireName),
    },
    output_format: { type: 'enum', values: ['png', 'jpeg', 'webp'] },
    output_compression: { type: 'range', min: 0, max: 100 },
    input_references: { type: 'range', min: 0, max: limits.maxReferences },
  };
}

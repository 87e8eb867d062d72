import { allowedModels } from '../../generation/allowed-models.ts';
import type { Model } from '../../generation/model.ts';
import { microsToUsd } from '../../generation/price.ts';
import { jsonAnswer, type RouteInput, type WireAnswer } from '../../generation/protocol.ts';
import { entriesOf } from './entries.ts';

/** Answers `GET /api/v1/models`: OpenAI's members of each model, and those without which OpenRouter's SDK refuses the list. */
export async function listForOpenrouter(input: RouteInput): Promise<WireAnswer> {
  const lists = await Promise.all(
    allowedModels(input).map(async (model) => {
      const { perImageMicros } = await input.quote({ model: model.name, count: 1, resolution: '1K' });
      const members = openrouterMembers(model, perImageMicros);
      return (await entriesOf(model, input)).map((entry) => ({ ...members, ...entry }));
    }),
  );
  const data = lists.flat();
  return jsonAnswer(200, { object: 'list', data, links: { next: null }, total_count: data.length });
}

/** Nothing is charged by the token: a request costs what a picture of 1K does. */
const openrouterMembers = (model: Model, perImageMicros: number) => ({
  canonical_slug: `google/${model.name}`,
  name: model.title,
  description: `${model.title}: image generation and editing.`,
  context_length: 32_768,
  architecture: {
    modality: 'text+image->text+image',
    input_modalities: ['text', 'image'],
    output_modalities: ['image', 'text'],
    tokenizer: 'Gemini',
    instruct_type: null,
  },
  pricing: { prompt: '0', completion: '0', request: microsToUsd(perImageMicros) },
  top_provider: { context_length: 32_768, max_completion_tokens: 32_768, is_moderated: false },
  per_request_limits: null,
  default_parameters: null,
  supported_parameters: [],
  supported_voices: null,
  links: { details: `/api/v1/images/models/google/${model.name}/endpoints` },
});

import { allowedModels } from '../../generation/allowed-models.ts';
import { descriptionOf, type Model } from '../../generation/model.ts';
import { microsToUsd } from '../../generation/price.ts';
import { quoteIfSold } from '../../generation/quote-if-sold.ts';
import type { RouteInput } from '../../generation/route-input.ts';
import { jsonAnswer, type WireAnswer } from '../../generation/wire-answer.ts';
import { entriesOf, tokenLimitsOf } from './entries.ts';

/** Answers `GET /api/v1/models`: OpenAI's members of each model, and those without which OpenRouter's SDK refuses the list. */
export async function listForOpenrouter(input: RouteInput): Promise<WireAnswer> {
  const lists = await Promise.all(
    allowedModels(input).map(async (model) => {
      const members = openrouterMembers(
        model,
        tokenLimitsOf(model, input.catalog),
        await pictureUsd(input, model),
      );
      return (await entriesOf(model, input)).map((entry) => ({ ...members, ...entry }));
    }),
  );
  const data = lists.flat();
  return jsonAnswer(200, { object: 'list', data, links: { next: null }, total_count: data.length });
}

/** What a picture without a size costs; undefined where this key cannot buy one. */
async function pictureUsd(input: RouteInput, model: Model): Promise<string | undefined> {
  const quote = await quoteIfSold(input, { model: model.name, count: 1 });
  return quote && microsToUsd(quote.perImageMicros);
}

/** Nothing is charged by the token: a request costs what a picture without a size does. */
const openrouterMembers = (
  model: Model,
  tokens: ReturnType<typeof tokenLimitsOf>,
  request: string | undefined,
) => ({
  canonical_slug: `google/${model.name}`,
  name: model.title,
  description: descriptionOf(model),
  context_length: tokens?.input ?? null,
  architecture: {
    modality: 'text+image->text+image',
    input_modalities: ['text', 'image'],
    output_modalities: ['image', 'text'],
    tokenizer: 'Gemini',
    instruct_type: null,
  },
  pricing: { prompt: '0', completion: '0', request },
  top_provider: {
    context_length: tokens?.input ?? null,
    max_completion_tokens: tokens?.output ?? null,
    is_moderated: false,
  },
  per_request_limits: null,
  default_parameters: null,
  supported_parameters: [],
  supported_voices: null,
  links: { details: `/api/v1/images/models/google/${model.name}/endpoints` },
});

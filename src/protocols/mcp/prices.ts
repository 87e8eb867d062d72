import type { z } from 'zod';
import { allowedModels } from '../../generation/allowed-models.ts';
import { limitsOf, type Model } from '../../generation/model.ts';
import { microsToUsd } from '../../generation/price.ts';
import { quoteIfSold } from '../../generation/quote-if-sold.ts';
import type { RouteInput } from '../../generation/route-input.ts';
import { readWish } from './generate.ts';
import { type ToolResult, textResult } from './results.ts';
import type { quoteArguments } from './tools.ts';

/** The models this key may use, with what each size of each costs it. */
export async function listModels(input: RouteInput): Promise<ToolResult> {
  const models = await Promise.all(allowedModels(input).map((model) => describeModel(input, model)));
  const lines = models.map(({ name, title, max_images, prices }) => {
    const sizes = prices.map(({ resolution, usd_per_image }) => `${resolution} $${usd_per_image}`).join(', ');
    const price = prices.length > 0 ? `${sizes} per image` : 'not sold to this key';
    return `${name} (${title}): ${price}; up to ${max_images} input images`;
  });
  return textResult(lines.join('\n'), { models });
}

async function describeModel(input: RouteInput, model: Model) {
  const limits = limitsOf(model, 'mcp');
  const prices = await Promise.all(
    limits.resolutions.map(async (resolution) => {
      const quote = await quoteIfSold(input, { model: model.name, count: 1, resolution });
      return quote ? [{ resolution, usd_per_image: microsToUsd(quote.perImageMicros) }] : [];
    }),
  );
  return {
    name: model.name,
    title: model.title,
    max_images: limits.maxReferences,
    max_prompt_length: limits.maxPromptLength,
    aspect_ratios: limits.aspectRatios,
    prices: prices.flat(),
  };
}

export async function quotePrice(
  input: RouteInput,
  wanted: z.output<typeof quoteArguments>,
): Promise<ToolResult> {
  const { model, resolution } = readWish(input, wanted);
  const { perImageMicros, totalMicros } = await input.quote({
    protocol: 'mcp',
    model: model.name,
    count: wanted.count,
    ...(resolution ? { resolution } : {}),
    ...(wanted.strategy ? { strategy: wanted.strategy } : {}),
  });
  const perImage = microsToUsd(perImageMicros);
  const total = microsToUsd(totalMicros);
  return textResult(`At most $${total} for ${wanted.count} × ${model.name} ($${perImage} each).`, {
    model: model.name,
    count: wanted.count,
    per_image_usd: perImage,
    total_usd: total,
  });
}

import { microsToUsd } from '../../generation/price.ts';
import type { RouteInput } from '../../generation/route-input.ts';
import { jsonAnswer, type WireAnswer } from '../../generation/wire-answer.ts';
import { findModel, readBody, readResolution } from './read-body.ts';
import { quoteBody } from './schema.ts';

/** `POST /v1/generations/quote`: the most a request can cost, without running it. */
export async function quote(input: RouteInput): Promise<WireAnswer> {
  const body = await readBody(input, quoteBody);
  const { model, limits } = findModel(input, body.model);
  const resolution = readResolution(body.resolution, limits);
  const quoted = await input.quote({
    protocol: 'generations',
    model: model.name,
    count: body.count,
    ...(resolution ? { resolution } : {}),
    ...(body.strategy ? { strategy: body.strategy } : {}),
  });
  const { price } = quoted;
  return jsonAnswer(200, {
    object: 'quote',
    model: model.name,
    count: body.count,
    currency: 'USD',
    per_image_usd: microsToUsd(quoted.perImageMicros),
    total_usd: microsToUsd(quoted.totalMicros),
    price: { version: price.version, strategy: price.strategy, unit: price.price.unit, tier: price.tier },
  });
}

import { z } from 'zod';
import type { ModelCatalog } from '../generation/model.ts';
import { microsToUsd, type Price, tierPrice } from '../generation/price.ts';
import { Refusal } from '../generation/refusal.ts';
import { resolutions } from '../generation/resolution.ts';
import { micros, parseFields, text } from './fields.ts';
import { requireModel } from './key-fields.ts';
import { type Query, readQuery } from './query-fields.ts';

/** No image costs a million dollars; a slip of three digits is noticed. */
const priceMicros = micros.max(1_000_000_000, 'must be at most 1,000 dollars');

const price = z.discriminatedUnion('unit', [
  z.strictObject({
    unit: z.literal('image').describe('`image`: by picture; `token`: by the tokens the upstream counted.'),
    tiers: z
      .partialRecord(
        z.enum(resolutions),
        priceMicros,
        `takes the sizes ${resolutions.join(', ')}, each once, with its price`,
      )
      .describe('Micro-USD of one picture of each size; every size the model offers is named.')
      .refine((tiers) => Object.keys(tiers).length > 0, 'must price at least one tier'),
  }),
  z.strictObject({
    unit: z.literal('token'),
    input_per_million_micros: priceMicros.describe('Micro-USD of a million input tokens.'),
    text_per_million_micros: priceMicros.describe('Micro-USD of a million text tokens of the answer.'),
    image_per_million_micros: priceMicros.describe('Micro-USD of a million image tokens of the answer.'),
    hold_per_image_micros: priceMicros
      .min(1)
      .describe(
        'Micro-USD held for each picture until its tokens are counted: the most it can cost, and what it costs where the upstream counts none.',
      ),
  }),
]);

const place = {
  model: text(200).describe('The model: its public name or one of its aliases.'),
  strategy: z
    .enum(['auto', 'value', 'official', '*'])
    .describe('Which requests pay it; `*`: all that have no price of their own.')
    .default('*'),
};

/** Which price it is, as a query says it. */
export const pricePlace = z.object(place);

export const priceOrder = z.strictObject({
  ...place,
  price: price.describe('What one costs; there are two kinds.'),
});

export interface PricePlace {
  readonly model: string;
  readonly strategy: 'auto' | 'value' | 'official' | '*';
}

export interface PriceOrder extends PricePlace {
  readonly price: Price;
}

/** Reads the body that sets a price: per image by tier, or per token with the most one image may cost. */
export function readPriceOrder(value: unknown, catalog: ModelCatalog): PriceOrder {
  const { model, strategy, price } = parseFields(priceOrder, value);
  return { model: requireModel(model, catalog, 'model'), strategy, price: toPrice(price) };
}

export function readPricePlace(query: Query, catalog: ModelCatalog): PricePlace {
  const { model, strategy } = readQuery(pricePlace, query);
  return { model: requireModel(model, catalog, 'model'), strategy };
}

/**
 * Refuses a price per image that leaves out a size of the model: it would silently cost what another size does.
 * `now`: what is in force for the strategy.
 */
export function refuseMissingSizes({ model, price }: PriceOrder, catalog: ModelCatalog, now?: Price): void {
  if (price.unit !== 'image') return;
  const offered = catalog.find(model)?.limits.default.resolutions ?? [];
  const missing = offered.filter((size) => price.tiers[size] === undefined);
  if (missing.length === 0) return;
  const names = missing.map((size) =>
    now?.unit === 'image' ? `${size} ($${microsToUsd(tierPrice(now.tiers, size))} now)` : size,
  );
  throw new Refusal(
    'invalid',
    `A price names every size ${model} offers; missing: ${names.join(', ')}. A size without a price of its own would cost what another one does.`,
    'price.tiers',
  );
}

type ImagePrice = Extract<Price, { unit: 'image' }>;

function toPrice(fields: z.output<typeof price>): Price {
  if (fields.unit === 'image') return { unit: 'image', tiers: fields.tiers as ImagePrice['tiers'] };
  return {
    unit: 'token',
    inputPerMillion: fields.input_per_million_micros,
    textPerMillion: fields.text_per_million_micros,
    imagePerMillion: fields.image_per_million_micros,
    holdPerImage: fields.hold_per_image_micros,
  };
}

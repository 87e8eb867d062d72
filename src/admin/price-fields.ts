import { z } from 'zod';
import type { ModelCatalog } from '../generation/model.ts';
import type { Price } from '../generation/price.ts';
import { resolutions } from '../generation/resolution.ts';
import { micros, parseFields, text } from './fields.ts';
import { requireModel } from './key-fields.ts';

/** No image costs a million dollars; a slip of three digits is noticed. */
const priceMicros = micros.max(1_000_000_000);

const price = z.discriminatedUnion('unit', [
  z.strictObject({
    unit: z.literal('image'),
    tiers: z
      .partialRecord(z.enum(resolutions), priceMicros)
      .refine((tiers) => Object.keys(tiers).length > 0, 'must price at least one tier'),
  }),
  z.strictObject({
    unit: z.literal('token'),
    input_per_million_micros: priceMicros,
    text_per_million_micros: priceMicros,
    image_per_million_micros: priceMicros,
    hold_per_image_micros: priceMicros.min(1),
  }),
]);

const body = z.strictObject({
  model: text(200),
  strategy: z.enum(['auto', 'value', 'official', '*']).default('*'),
  price,
});

export interface PriceOrder {
  readonly model: string;
  readonly strategy: 'auto' | 'value' | 'official' | '*';
  readonly price: Price;
}

/** Reads the body that sets a price: per image by tier, or per token with the most one image may cost. */
export function readPriceOrder(value: unknown, catalog: ModelCatalog): PriceOrder {
  const { model, strategy, price } = parseFields(body, value);
  return { model: requireModel(model, catalog, 'model'), strategy, price: toPrice(price) };
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

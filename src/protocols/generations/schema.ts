import { z } from 'zod';
import { aspectRatios } from '../../generation/aspect-ratio.ts';
import { optional, withDefault } from '../../generation/optional.ts';

const common = {
  model: z.string().min(1),
  references: withDefault(z.array(z.string()), []),
  aspect_ratio: optional(z.enum([...aspectRatios, 'auto'])),
  resolution: optional(z.string()),
  output_format: optional(z.enum(['png', 'jpeg', 'jpg', 'webp'])),
  /** JPEG or WebP quality. */
  output_compression: optional(z.int().min(0).max(100)),
  count: withDefault(z.int().min(1).max(10), 1),
  search: optional(z.boolean()),
  strategy: optional(z.enum(['auto', 'value', 'official'])),
  strict: withDefault(z.boolean(), false),
};

/** Body of `POST /v1/generations`. Unknown names are refused: the contract has no legacy to carry. */
export const createBody = z.strictObject({
  ...common,
  prompt: z.string(),
  callback_url: optional(z.string()),
  /** Seconds the answer may wait for the end; 0 answers at once. */
  wait: withDefault(z.number().min(0).max(200), 0),
});

export type CreateBody = z.infer<typeof createBody>;

/** Body of `POST /v1/generations/quote`: the same, and the prompt may be missing. */
export const quoteBody = z.strictObject({ ...common, prompt: optional(z.string()) });

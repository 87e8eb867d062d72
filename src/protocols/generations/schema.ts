import { z } from 'zod';
import { aspectRatios } from '../../generation/aspect-ratio.ts';

const common = {
  model: z.string().min(1),
  references: z.array(z.string()).default([]),
  aspect_ratio: z.enum([...aspectRatios, 'auto']).optional(),
  resolution: z.string().optional(),
  output_format: z.enum(['png', 'jpeg', 'jpg', 'webp']).optional(),
  /** JPEG or WebP quality. */
  output_compression: z.int().min(0).max(100).optional(),
  count: z.int().min(1).max(10).default(1),
  search: z.boolean().optional(),
  strategy: z.enum(['auto', 'value', 'official']).optional(),
  strict: z.boolean().default(false),
};

/** Body of `POST /v1/generations`. Unknown names are refused: the contract has no legacy to carry. */
export const createBody = z.strictObject({
  ...common,
  prompt: z.string(),
  callback_url: z.string().optional(),
  /** Seconds the answer may wait for the end; 0 answers at once. */
  wait: z.number().min(0).max(200).default(0),
});

export type CreateBody = z.infer<typeof createBody>;

/** Body of `POST /v1/generations/quote`: the same, and the prompt may be missing. */
export const quoteBody = z.strictObject({ ...common, prompt: z.string().optional() });

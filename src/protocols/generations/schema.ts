import { z } from 'zod';
import { aspectRatios } from '../../generation/aspect-ratio.ts';

/** What can be asked of Plantain's own contract. Unknown names are refused: it has no legacy to carry. */
export const shape = {
  model: z.string().min(1),
  aspect_ratio: z.enum([...aspectRatios, 'auto']).optional(),
  resolution: z.string().optional(),
  count: z.int().min(1).max(10).default(1),
  strategy: z.enum(['auto', 'value', 'official']).optional(),
};

/** Body of `POST /v1/generations/quote`. */
export const quoteBody = z.strictObject({
  ...shape,
  prompt: z.string().optional(),
  references: z.array(z.string()).optional(),
  output_format: z.enum(['png', 'jpeg', 'jpg', 'webp']).optional(),
  output_compression: z.int().min(0).max(100).optional(),
  search: z.boolean().optional(),
  strict: z.boolean().optional(),
});

export type QuoteBody = z.infer<typeof quoteBody>;

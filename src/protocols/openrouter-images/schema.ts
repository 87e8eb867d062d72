import { z } from 'zod';
import { imageCount } from '../../generation/image-count.ts';
import { optional } from '../../generation/optional.ts';
import { spelledFields } from '../../generation/spelled-fields.ts';

const text = z.string();

/** Body of `POST /api/v1/images`, OpenRouter's image API (clients.md §3.4). */
export const openrouterBody = z.looseObject({
  model: text.min(1, 'is required'),
  prompt: text,
  n: optional(imageCount),
  ...spelledFields,
  size: optional(text),
  output_format: optional(text),
  output_compression: optional(z.int().min(0).max(100)),
  input_references: optional(z.array(z.unknown())),
  stream: optional(z.boolean()),
});

/** Every name the contract reads; anything else in a body is reported as omitted. */
export const knownNames: ReadonlySet<string> = new Set(Object.keys(openrouterBody.shape));

import { z } from 'zod';
import { optional } from '../../generation/optional.ts';

/**
 * Body of `POST /api/v1/generateTask/{model}`: both generations of the contract's pages, so what only the newer one
 * requires (`aspect_ratio`, `resolution`) may be missing. Names not listed are reported as omitted, not refused:
 * the vendor's own tool server sends some (`source`).
 */
export const taskBody = z.looseObject({
  request_type: optional(z.enum(['async', 'callback'])),
  callback_url: optional(z.string()),
  provider: optional(z.enum(['auto', 'value', 'official'])),
  input: z.looseObject({
    mode: z.enum(['text-to-image', 'image-to-image']),
    prompt: z.string(),
    image_urls: optional(z.array(z.string())),
    aspect_ratio: optional(z.string()),
    resolution: optional(z.string()),
    output_format: optional(z.string()),
    google_search: optional(z.boolean()),
  }),
});

export type TaskBody = z.output<typeof taskBody>;

export const knownNames: ReadonlySet<string> = new Set(Object.keys(taskBody.shape));
export const knownInputNames: ReadonlySet<string> = new Set(Object.keys(taskBody.shape.input.shape));

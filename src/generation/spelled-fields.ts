import { z } from 'zod';
import { optional } from './optional.ts';

const text = z.string();
const members = z.looseObject({});
const imageConfig = z.looseObject({
  aspect_ratio: optional(text),
  aspectRatio: optional(text),
  image_size: optional(text),
  imageSize: optional(text),
});

/**
 * How clients of OpenAI's shapes write the ratio, the size and the wish for a search (clients.md §3.1): the field by its
 * own names, OpenRouter's `image_config`, Google's `generationConfig`, and the `google` of its OpenAI-compatible
 * address, which an SDK puts at the top and a bare client leaves in `extra_body`.
 */
export const spelledFields = {
  resolution: optional(text),
  image_size: optional(text),
  imageSize: optional(text),
  aspect_ratio: optional(text),
  aspectRatio: optional(text),
  image_config: optional(imageConfig),
  imageConfig: optional(imageConfig),
  generation_config: optional(members),
  generationConfig: optional(members),
  google: optional(members),
  extra_body: optional(members),
  google_search: optional(z.boolean()),
  googleSearch: optional(z.boolean()),
  web_search_options: optional(members),
  tools: optional(z.array(members)),
};

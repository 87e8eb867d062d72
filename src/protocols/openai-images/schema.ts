import { z } from 'zod';
import { optional } from '../../generation/optional.ts';

const text = z.string();

/** `{type: "image_url", image_url: {url}}` and its shorter forms, as OpenRouter's clients send references. */
const urlObject = z
  .looseObject({ url: optional(text), image_url: optional(z.union([text, z.looseObject({ url: text })])) })
  .transform(
    ({ url, image_url }) => url ?? (typeof image_url === 'object' ? image_url.url : image_url) ?? '',
  );
const oneUrl = z.union([text, urlObject]);
const urls = z.union([oneUrl.transform((url) => [url]), z.array(oneUrl)]);

/**
 * Body of `POST /v1/images/generations` and the parameters of `/edits`: the superset of the three dated versions of the contract, with the
 * spellings of the same things that real clients send (aspectRatio, imageSize, image_urls …).
 * Names not listed are reported as omitted, not refused: SDKs and apps send options of other models unasked.
 */
export const imageBody = z.looseObject({
  model: text.min(1, 'model is required'),
  prompt: text,
  image_input: optional(urls),
  image_urls: optional(urls),
  image_url: optional(urls),
  input_references: optional(urls),
  resolution: optional(text),
  image_size: optional(text),
  imageSize: optional(text),
  aspect_ratio: optional(text),
  aspectRatio: optional(text),
  image_config: optional(
    z.looseObject({
      aspect_ratio: optional(text),
      aspectRatio: optional(text),
      image_size: optional(text),
      imageSize: optional(text),
    }),
  ),
  size: optional(text),
  output_format: optional(text),
  output_compression: optional(z.int().min(0).max(100)),
  n: optional(
    z.int('n must be a whole number').min(1, 'n must be at least 1').max(10, 'n must be at most 10'),
  ),
  response_format: optional(z.enum(['url', 'b64_json'])),
  stream: optional(z.boolean()),
  google_search: optional(z.boolean()),
  googleSearch: optional(z.boolean()),
  web_search_options: optional(z.looseObject({})),
  tools: optional(
    z.array(
      z.looseObject({
        googleSearch: optional(z.looseObject({})),
        google_search: optional(z.looseObject({})),
      }),
    ),
  ),
});

export type ImageBody = z.output<typeof imageBody>;

/** Every name the contract reads; anything else in a body is reported as omitted. */
export const knownNames: ReadonlySet<string> = new Set(Object.keys(imageBody.shape));

/** Fields of other contracts that would change the picture if they were silently dropped. */
export const refusedNames: Readonly<Record<string, string>> = {
  image: 'The image field is not supported here. Send reference image URLs in image_input.',
  images: 'The images field is not supported here. Send reference image URLs in image_input.',
  generationConfig:
    'generationConfig belongs to the native Gemini contract. Use aspect_ratio, resolution and output_format.',
  imageConfig: 'imageConfig belongs to the native Gemini contract. Use aspect_ratio and resolution.',
  imageOutputOptions:
    'imageOutputOptions belongs to the native Vertex contract. Use output_format and output_compression.',
  image_output_options:
    'image_output_options belongs to the native Vertex contract. Use output_format and output_compression.',
};

import { z } from 'zod';
import { imageCount } from '../../generation/image-count.ts';
import { optional } from '../../generation/optional.ts';
import { spelledFields } from '../../generation/spelled-fields.ts';

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
  model: text.min(1, 'is required'),
  prompt: text,
  image_input: optional(urls),
  image_urls: optional(urls),
  image_url: optional(urls),
  input_references: optional(urls),
  ...spelledFields,
  size: optional(text),
  output_format: optional(text),
  output_compression: optional(z.int().min(0).max(100)),
  n: optional(imageCount),
  response_format: optional(z.enum(['url', 'b64_json'])),
  stream: optional(z.boolean()),
});

export type ImageBody = z.output<typeof imageBody>;

/** Every name the contract reads; anything else in a body is reported as omitted. */
export const knownNames: ReadonlySet<string> = new Set(Object.keys(imageBody.shape));

/** Fields of other contracts that would change the picture if they were silently dropped. */
export const refusedNames: Readonly<Record<string, string>> = {
  image: 'The image field is not supported here. Send reference image URLs in image_input.',
  images: 'The images field is not supported here. Send reference image URLs in image_input.',
  imageOutputOptions:
    'imageOutputOptions belongs to the native Vertex contract. Use output_format and output_compression.',
  image_output_options:
    'image_output_options belongs to the native Vertex contract. Use output_format and output_compression.',
};

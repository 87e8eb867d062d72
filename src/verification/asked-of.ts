import { type ImageFormat, imageFormats, mediaTypeOf } from '../generation/image-format.ts';
import type { GenerationRequest, NativeBody } from '../generation/request.ts';
import { at, list } from './ask.ts';
import type { Wish } from './case.ts';

/** What of a request decides which row of the capability table it is like. */
export interface Demand {
  readonly request: GenerationRequest;
  readonly referenceBytes: readonly number[];
  /** Media types of the references, where they are known. */
  readonly referenceTypes?: readonly string[];
}

export type Asked = Omit<Wish, 'referenceType'> & { readonly referenceTypes: readonly ImageFormat[] };

/** A request in the words of the checks. */
export function askedOf({ request, referenceBytes, referenceTypes = [] }: Demand): Asked {
  const { resolution, aspectRatio, outputFormat, outputCompression, native } = request;
  return {
    references: referenceBytes.length,
    referenceTypes: imageFormats.filter((format) => referenceTypes.includes(mediaTypeOf(format))),
    ...(resolution ? { resolution } : {}),
    ...(aspectRatio ? { aspectRatio } : {}),
    ...(outputFormat ? { outputFormat } : {}),
    ...(outputCompression === undefined ? {} : { outputCompression }),
    ...(request.search ? { search: true } : {}),
    ...(native ? nativeWish(native) : {}),
  };
}

/** A native body says it in Google's words, in either of the two spellings its JSON allows. */
function nativeWish({ skeleton, answer }: NativeBody): Wish {
  const config = at(skeleton, 'generationConfig') ?? at(skeleton, 'generation_config');
  const image = at(config, 'imageConfig') ?? at(config, 'image_config');
  const ratio = at(image, 'aspectRatio') ?? at(image, 'aspect_ratio');
  const size = at(image, 'imageSize') ?? at(image, 'image_size');
  const search = list(at(skeleton, 'tools')).some(
    (tool) => (at(tool, 'googleSearch') ?? at(tool, 'google_search')) !== undefined,
  );
  return {
    ...(typeof ratio === 'string' ? { aspectRatio: ratio as NonNullable<Wish['aspectRatio']> } : {}),
    ...(typeof size === 'string'
      ? { resolution: (size === '512' ? '0.5K' : size) as NonNullable<Wish['resolution']> }
      : {}),
    ...(search ? { search } : {}),
    ...(answer === 'once' ? {} : { stream: true }),
  };
}

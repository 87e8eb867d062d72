import { z } from 'zod';
import { nearestRatio } from './aspect-ratio.ts';
import { Failure } from './failure.ts';
import type { Said } from './image-shape.ts';
import { limitsOf, type Model, type ModelCatalog, type ModelLimits, sizeTableOf } from './model.ts';
import { oneOf } from './one-of.ts';
import { optional } from './optional.ts';
import { isOwnSize } from './pixel-sizes.ts';
import type { GenerationRequest } from './request.ts';
import { tierOfPixels, usualTier } from './resolution.ts';
import { promptWithin, ratioWithin, referencesWithin, resolutionWithin } from './within-limits.ts';

/** One value where a list is meant, as some clients send. */
const texts = z.union(
  [z.string().transform((one) => [one]), z.array(z.string())],
  'must be a list of strings',
);

/**
 * The parameters of an image model on `model-generation` and `model-queue`, which are one gateway's older and newer
 * contract (contracts.md §2.3). Unknown names are refused by both.
 */
export const modelParams = z.strictObject({
  prompt: z.string(),
  image_urls: optional(texts),
  aspect_ratio: optional(z.string()),
  resolution: optional(z.string()),
  /** The newer contract's name of `resolution`, which writes 0.5K as 512. */
  image_size: optional(z.string()),
  response_modalities: optional(texts),
});

export type ModelParams = z.output<typeof modelParams>;

/** `prefix` is where the parameters stand in the body, e.g. `input[0].params.`. */
export function readModelParams(
  params: ModelParams,
  model: Model,
  prefix: string,
  catalog: ModelCatalog,
): Pick<GenerationRequest, 'prompt' | 'references' | 'aspectRatio' | 'resolution' | 'pixels' | 'text'> {
  const limits = limitsOf(model, 'model-generation');
  const name = (param: keyof ModelParams) => `${prefix}${param}`;
  const sizes = (['resolution', 'image_size'] as const).flatMap((param) => {
    const value = params[param];
    return value === undefined ? [] : [{ field: name(param), value }];
  });
  const said = oneOf(sizes);
  const { field: sizeField = name('resolution'), value: size = usualTier(limits.resolutions) } = said ?? {};
  const own = said && readOwnSize(said, limits, model, catalog);
  const resolution = own?.resolution ?? resolutionWithin(limits, model, size, sizeField);
  const ratio = ratioWithin(limits, model, params.aspect_ratio, name('aspect_ratio'), false);
  if (own && ratio && ratio !== own.aspectRatio) {
    throw new Failure('invalid_request', {
      message: `${sizeField} ${size} has the ratio ${own.aspectRatio}, but ${name('aspect_ratio')} is ${ratio}.`,
      param: sizeField,
    });
  }
  const aspectRatio = ratio ?? own?.aspectRatio;
  return {
    prompt: promptWithin(limits, params.prompt, name('prompt')),
    references: referencesWithin(limits, model, params.image_urls ?? [], name('image_urls')),
    ...(aspectRatio ? { aspectRatio } : {}),
    ...(resolution ? { resolution } : {}),
    ...(own ? { pixels: own.pixels } : {}),
    text: wantsText(params.response_modalities, name('response_modalities')),
  };
}

/** The contract names the sizes of its first model in pixels; so may those of each, and no others. */
function readOwnSize({ field, value }: Said, limits: ModelLimits, model: Model, catalog: ModelCatalog) {
  const match = /^([1-9]\d{1,4})x([1-9]\d{1,4})$/i.exec(value.trim());
  if (!match) return undefined;
  const pixels = { parameter: field, width: Number(match[1]), height: Number(match[2]) };
  const aspectRatio = nearestRatio(pixels.width, pixels.height, limits.aspectRatios);
  const resolution = tierOfPixels(pixels.width, pixels.height);
  if (!limits.resolutions.includes(resolution)) return undefined;
  const isOwn = isOwnSize(sizeTableOf(model, catalog), pixels, aspectRatio, resolution);
  return isOwn ? { aspectRatio, resolution, pixels } : undefined;
}

/** Takes `["Image"]`, `"Image"`, and the `['Text', 'Image']` that the older page prints for a string. */
function wantsText(modalities: readonly string[] | undefined, param: string): boolean {
  if (modalities === undefined) return true;
  const names = modalities.flatMap((text) => text.toLowerCase().split(/[\s,[\]'"‘’]+/)).filter(Boolean);
  const isKnown = names.every((name) => name === 'text' || name === 'image');
  if (isKnown && names.includes('image')) return names.includes('text');
  throw new Failure('invalid_request', { message: `${param} must be [Text, Image] or [Image].`, param });
}

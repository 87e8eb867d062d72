import { z } from 'zod';
import type { AspectRatio } from './aspect-ratio.ts';
import { Failure } from './failure.ts';
import { limitsOf, type Model } from './model.ts';
import { oneOf } from './one-of.ts';
import { optional } from './optional.ts';
import type { GenerationRequest } from './request.ts';
import { nearestTier, usualTier } from './resolution.ts';
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
): Pick<GenerationRequest, 'prompt' | 'references' | 'aspectRatio' | 'resolution' | 'text'> {
  const limits = limitsOf(model, 'model-generation');
  const name = (param: keyof ModelParams) => `${prefix}${param}`;
  const sizes = (['resolution', 'image_size'] as const).flatMap((param) => {
    const value = params[param];
    return value === undefined ? [] : [{ field: name(param), value }];
  });
  const { field: sizeField = name('resolution'), value: size } = oneOf(sizes) ?? {};
  const sizeRatio = size === undefined ? undefined : pixelRatios.get(size.toLowerCase());
  const usual = usualTier(limits.resolutions);
  const resolution = sizeRatio
    ? nearestTier('1K', limits.resolutions)
    : resolutionWithin(limits, model, size ?? usual, sizeField);
  const ratio = ratioWithin(limits, model, params.aspect_ratio, name('aspect_ratio'), false);
  if (sizeRatio && ratio && ratio !== sizeRatio) {
    throw new Failure('invalid_request', {
      message: `${sizeField} ${size} has the ratio ${sizeRatio}, but ${name('aspect_ratio')} is ${ratio}.`,
      param: sizeField,
    });
  }
  const aspectRatio = ratio ?? sizeRatio;
  return {
    prompt: promptWithin(limits, params.prompt, name('prompt')),
    references: referencesWithin(limits, model, params.image_urls ?? [], name('image_urls')),
    ...(aspectRatio ? { aspectRatio } : {}),
    ...(resolution ? { resolution } : {}),
    text: wantsText(params.response_modalities, name('response_modalities')),
  };
}

/** The contract's first model names its sizes in pixels, as Google's table for 2.5-flash-image does. */
const pixelRatios: ReadonlyMap<string, AspectRatio> = new Map([
  ['1024x1024', '1:1'],
  ['832x1248', '2:3'],
  ['1248x832', '3:2'],
  ['864x1184', '3:4'],
  ['1184x864', '4:3'],
  ['896x1152', '4:5'],
  ['1152x896', '5:4'],
  ['768x1344', '9:16'],
  ['1344x768', '16:9'],
  ['1536x672', '21:9'],
]);

/** Takes `["Image"]`, `"Image"`, and the `['Text', 'Image']` that the older page prints for a string. */
function wantsText(modalities: readonly string[] | undefined, param: string): boolean {
  if (modalities === undefined) return true;
  const names = modalities.flatMap((text) => text.toLowerCase().split(/[\s,[\]'"‘’]+/)).filter(Boolean);
  const isKnown = names.every((name) => name === 'text' || name === 'image');
  if (isKnown && names.includes('image')) return names.includes('text');
  throw new Failure('invalid_request', { message: `${param} must be [Text, Image] or [Image].`, param });
}

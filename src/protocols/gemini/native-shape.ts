import { type AspectRatio, aspectRatios } from '../../generation/aspect-ratio.ts';
import { Failure } from '../../generation/failure.ts';
import { limitsOf, type Model } from '../../generation/model.ts';
import { parseResolution, type Resolution } from '../../generation/resolution.ts';
import { toCamelCase } from '../../lib/camel-case.ts';
import { memberOf } from './known-names.ts';

export interface NativeShape {
  readonly aspectRatio?: AspectRatio;
  readonly resolution?: Resolution;
}

type Json = Record<string, unknown>;

/**
 * The ratio and the size a native body names, refused where the model lacks them. What is no ratio or size we know
 * of, Google may: it is left to the upstream.
 */
export function nativeShape(body: Json, model: Model): NativeShape {
  const config = memberOf(body, 'generationConfig');
  if (!config) return {};
  const image = memberOf(config, 'imageConfig');
  const format = memberOf(memberOf(config, 'responseFormat') ?? {}, 'image');
  const ratioText = textOf(image, 'aspectRatio') ?? textOf(format, 'aspectRatio');
  const sizeText = textOf(image, 'imageSize') ?? textOf(format, 'imageSize');
  refuseDelivery(format);
  const limits = limitsOf(model, 'gemini');
  const aspectRatio = ratioText === undefined ? undefined : readRatio(ratioText);
  if (aspectRatio && !limits.aspectRatios.includes(aspectRatio)) {
    throw refused('aspect_ratio', ratioText, limits.aspectRatios, model);
  }
  const resolution = sizeText === undefined ? undefined : readSize(sizeText);
  if (resolution && !limits.resolutions.includes(resolution)) {
    throw refused('image_size', sizeText, limits.resolutions.map(wireSize), model);
  }
  return { ...(aspectRatio ? { aspectRatio } : {}), ...(resolution ? { resolution } : {}) };
}

/**
 * Only inline: a file of the upstream's is one of the channel's account, which neither the client nor the archive may
 * read (gemini-upstream §6 `fileData`).
 */
function refuseDelivery(format: Json | undefined): void {
  const value = Object.entries(format ?? {}).find(([key]) => toCamelCase(key) === 'delivery')?.[1] ?? '';
  if (value === '' || (typeof value === 'string' && inlineDeliveries.test(value))) return;
  throw new Failure('invalid_request', {
    message:
      `Invalid value for delivery: ${JSON.stringify(value).slice(0, 40)}. Images are delivered inline only: ` +
      'send INLINE, or leave out generationConfig.responseFormat.image.delivery.',
  });
}

const inlineDeliveries = /^(?:DELIVERY_UNSPECIFIED|INLINE)$/i;

/** A member that is a text, under either spelling; Google takes an empty one for none. */
function textOf(object: Json | undefined, name: string): string | undefined {
  if (!object) return undefined;
  const value = Object.entries(object).find(([key]) => toCamelCase(key) === name)?.[1];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

const numbers: Readonly<Record<string, number>> = {
  ONE: 1,
  TWO: 2,
  THREE: 3,
  FOUR: 4,
  FIVE: 5,
  EIGHT: 8,
  NINE: 9,
  SIXTEEN: 16,
  TWENTY_ONE: 21,
};

/** `16:9`, or `ASPECT_RATIO_SIXTEEN_BY_NINE` as the types of `responseFormat` have it. */
function readRatio(text: string): AspectRatio | undefined {
  const [, width = '', height = ''] = /^ASPECT_RATIO_(\w+)_BY_(\w+)$/i.exec(text.toUpperCase()) ?? [];
  const ratio = width === '' ? text : `${numbers[width]}:${numbers[height]}`;
  return aspectRatios.find((known) => known === ratio);
}

const sizeNames: Readonly<Record<string, Resolution>> = {
  IMAGE_SIZE_FIVE_TWELVE: '0.5K',
  IMAGE_SIZE_ONE_K: '1K',
  IMAGE_SIZE_TWO_K: '2K',
  IMAGE_SIZE_FOUR_K: '4K',
};

const readSize = (text: string): Resolution | undefined =>
  sizeNames[text.toUpperCase()] ?? parseResolution(text);

const wireSize = (resolution: Resolution): string => (resolution === '0.5K' ? '512' : resolution);

/** Google's exact text was never seen; this has the form of its others. */
const refused = (field: string, value: string | undefined, choices: readonly string[], model: Model) =>
  new Failure('invalid_request', {
    message:
      `Invalid value for ${field}: ${JSON.stringify(value?.slice(0, 40))}. ` +
      `Supported values for ${model.name} are: ${choices.join(', ')}.`,
  });

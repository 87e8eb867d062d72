import type { AspectRatio } from '../../generation/aspect-ratio.ts';
import { Failure } from '../../generation/failure.ts';
import { readGoogleRatio, readGoogleSize, wireSize } from '../../generation/google-shape.ts';
import { limitsOf, type Model } from '../../generation/model.ts';
import type { Resolution } from '../../generation/resolution.ts';
import { valueIn } from '../../lib/either-spelling.ts';
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
  const aspectRatio = ratioText === undefined ? undefined : readGoogleRatio(ratioText);
  if (aspectRatio && !limits.aspectRatios.includes(aspectRatio)) {
    throw refused('aspect_ratio', ratioText, limits.aspectRatios, model);
  }
  const resolution = sizeText === undefined ? undefined : readGoogleSize(sizeText);
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
  const value = valueIn(format ?? {}, 'delivery') ?? '';
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
  const value = valueIn(object ?? {}, name);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Google's exact text was never seen; this has the form of its others. */
const refused = (field: string, value: string | undefined, choices: readonly string[], model: Model) =>
  new Failure('invalid_request', {
    message:
      `Invalid value for ${field}: ${JSON.stringify(value?.slice(0, 40))}. ` +
      `Supported values for ${model.name} are: ${choices.join(', ')}.`,
  });

import { type AspectRatio, nearestRatio } from './aspect-ratio.ts';
import { Failure } from './failure.ts';
import type { ModelLimits } from './model.ts';
import type { Omission } from './outcome.ts';
import { type AskedPixels, isOwnSize, pixelsOmitted, type SizeTable } from './pixel-sizes.ts';
import { nearestTier, parseResolution, type Resolution, tierOfPixels } from './resolution.ts';

export interface Shape {
  readonly aspectRatio?: AspectRatio;
  readonly resolution?: Resolution;
  readonly pixels?: AskedPixels;
  readonly omitted: readonly Omission[];
}

/** A value and the field it came in, in the client's words. */
export interface Said {
  readonly field: string;
  readonly value: string;
}

export interface ShapeWish {
  readonly aspectRatio: Said | undefined;
  readonly resolution: Said | undefined;
  readonly size: string | undefined;
}

/**
 * The ratio and tier a request asks for. `size` may be `auto`, a tier, or `WIDTHxHEIGHT`, which means the
 * model's nearest ratio and the tier of that area, or the next it has; it may repeat but not contradict the other two fields.
 * `table`: where the model's sizes in pixels stand.
 */
export function readShape(wish: ShapeWish, limits: ModelLimits, modelName: string, table?: SizeTable): Shape {
  const aspectRatio = readRatio(wish.aspectRatio, limits, modelName);
  const resolution = readResolution(wish.resolution, limits, modelName);
  const size = wish.size?.trim().toLowerCase();
  if (!size || size === 'auto') return shape(aspectRatio, resolution, []);
  const tier = parseResolution(size);
  if (tier) {
    const named = readResolution({ field: 'size', value: size }, limits, modelName);
    refuseContradiction(size, wish.resolution?.field, named, resolution);
    return shape(aspectRatio, named, []);
  }
  const match = /^([1-9]\d{1,4})x([1-9]\d{1,4})$/.exec(size);
  if (!match) {
    throw new Failure('invalid_request', {
      message: `size must be auto, one of ${limits.resolutions.join(', ')}, or WIDTHxHEIGHT such as 1024x1024.`,
      param: 'size',
    });
  }
  const [width, height] = [Number(match[1]), Number(match[2])];
  const ratio = nearestRatio(width, height, limits.aspectRatios);
  // 512x512 is some apps' unasked default: a model without that tier serves its smallest.
  const area = nearestTier(tierOfPixels(width, height), limits.resolutions);
  refuseContradiction(size, wish.aspectRatio?.field, ratio, aspectRatio);
  refuseContradiction(size, wish.resolution?.field, area, resolution);
  const pixels = { parameter: 'size', width, height };
  if (!isOwnSize(table, pixels, ratio, area)) {
    return shape(ratio, area, [pixelsOmitted(pixels, ratio, area)]);
  }
  const own = shape(ratio, area, []);
  return width === height ? own : { pixels, ...own };
}

function shape(
  aspectRatio: AspectRatio | undefined,
  resolution: Resolution | undefined,
  omitted: readonly Omission[],
): Shape {
  return { ...(aspectRatio ? { aspectRatio } : {}), ...(resolution ? { resolution } : {}), omitted };
}

function readRatio(wish: Said | undefined, limits: ModelLimits, modelName: string) {
  if (!wish || isOpen(wish)) return undefined;
  const ratio = limits.aspectRatios.find((known) => known === wish.value.trim());
  if (ratio) return ratio;
  throw new Failure('invalid_request', {
    message: `${wish.field} must be one of ${limits.aspectRatios.join(', ')}, auto for ${modelName}.`,
    param: wish.field,
  });
}

function readResolution(wish: Said | undefined, limits: ModelLimits, modelName: string) {
  if (!wish || isOpen(wish)) return undefined;
  const resolution = parseResolution(wish.value);
  if (resolution && limits.resolutions.includes(resolution)) return resolution;
  throw new Failure('invalid_request', {
    message: `${wish.field} must be one of ${limits.resolutions.join(', ')} for ${modelName}.`,
    param: wish.field,
  });
}

const isOpen = ({ value }: Said): boolean => /^(?:auto)?$/i.test(value.trim());

function refuseContradiction(
  size: string,
  other: string | undefined,
  implied: string | undefined,
  given: string | undefined,
): void {
  if (given === undefined || implied === given) return;
  throw new Failure('invalid_request', {
    message: `size ${size} means ${other} ${implied}, but ${other} is ${given}. Send one of the two.`,
    param: 'size',
  });
}

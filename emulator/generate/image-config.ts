import type { Ratio, SizeTier } from '../models/picture-sizes.ts';
import type { GenerationConfig } from './generation-request.ts';

const enumRatios: Readonly<Record<string, string>> = {
  ASPECT_RATIO_ONE_BY_ONE: '1:1',
  ASPECT_RATIO_ONE_BY_FOUR: '1:4',
  ASPECT_RATIO_ONE_BY_EIGHT: '1:8',
  ASPECT_RATIO_TWO_BY_THREE: '2:3',
  ASPECT_RATIO_THREE_BY_TWO: '3:2',
  ASPECT_RATIO_THREE_BY_FOUR: '3:4',
  ASPECT_RATIO_FOUR_BY_ONE: '4:1',
  ASPECT_RATIO_FOUR_BY_THREE: '4:3',
  ASPECT_RATIO_FOUR_BY_FIVE: '4:5',
  ASPECT_RATIO_FIVE_BY_FOUR: '5:4',
  ASPECT_RATIO_EIGHT_BY_ONE: '8:1',
  ASPECT_RATIO_NINE_BY_SIXTEEN: '9:16',
  ASPECT_RATIO_SIXTEEN_BY_NINE: '16:9',
  ASPECT_RATIO_TWENTY_ONE_BY_NINE: '21:9',
};

const enumSizes: Readonly<Record<string, string>> = {
  IMAGE_SIZE_FIVE_TWELVE: '512',
  IMAGE_SIZE_ONE_K: '1K',
  IMAGE_SIZE_TWO_K: '2K',
  IMAGE_SIZE_FOUR_K: '4K',
};

/** The ratio asked for in imageConfig or responseFormat, as it was written unless it is an enum name. */
export function requestedRatio(config: GenerationConfig): Ratio | undefined {
  const text = config.imageConfig?.aspectRatio || config.responseFormat?.image?.aspectRatio;
  return text ? ((enumRatios[text.toUpperCase()] ?? text) as Ratio) : undefined;
}

/** The size asked for; the K must be upper case, as for Google. */
export function requestedTier(config: GenerationConfig): SizeTier | undefined {
  const text = config.imageConfig?.imageSize || config.responseFormat?.image?.imageSize;
  return text ? ((enumSizes[text.toUpperCase()] ?? text) as SizeTier) : undefined;
}

import { type AspectRatio, aspectRatios } from './aspect-ratio.ts';
import { parseResolution, type Resolution } from './resolution.ts';

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
export function readGoogleRatio(text: string): AspectRatio | undefined {
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

/** A name of the types of `responseFormat`. */
export const isSizeName = (text: string): boolean => text.toUpperCase() in sizeNames;

/** `2K`, or `IMAGE_SIZE_TWO_K`, and what clients write for it. */
export const readGoogleSize = (text: string): Resolution | undefined =>
  sizeNames[text.toUpperCase()] ?? parseResolution(text);

/** As `imageSize` of `imageConfig` has it: the 0.5K tier is `"512"` on the wire. */
export const wireSize = (resolution: Resolution): string => (resolution === '0.5K' ? '512' : resolution);

/** Members of `imageConfig` in the words it takes; what is none we know, Google may. */
export const imageConfigWords: Readonly<Record<'aspectRatio' | 'imageSize', (text: string) => string>> = {
  aspectRatio: (text) => readGoogleRatio(text) ?? text,
  imageSize(text) {
    const size = readGoogleSize(text);
    return size ? wireSize(size) : text;
  },
};

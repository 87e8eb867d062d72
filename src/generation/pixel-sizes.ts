import type { AspectRatio } from './aspect-ratio.ts';
import type { Omission } from './outcome.ts';
import { type Resolution, tierPixels } from './resolution.ts';

/** Which of Google's two tables of sizes an upstream id draws by (gemini-upstream §4). */
export type SizeTable = '2.5' | '3.x';

/** A size in pixels as it was asked for, in the client's words. */
export interface AskedPixels {
  readonly parameter: string;
  readonly width: number;
  readonly height: number;
}

type Pixels = readonly [width: number, height: number];

/** 2.5-flash-image has one size of each ratio. */
const sizesOf25: Partial<Readonly<Record<AspectRatio, Pixels>>> = {
  '2:3': [832, 1248],
  '3:2': [1248, 832],
  '3:4': [864, 1184],
  '4:3': [1184, 864],
  '4:5': [896, 1152],
  '5:4': [1152, 896],
  '9:16': [768, 1344],
  '16:9': [1344, 768],
  '21:9': [1536, 672],
};

/** The later models' sizes at 1K; the other tiers are exact multiples. */
const sizesOf3At1K: Partial<Readonly<Record<AspectRatio, Pixels>>> = {
  '1:4': [512, 2048],
  '1:8': [384, 3072],
  '2:3': [848, 1264],
  '3:2': [1264, 848],
  '3:4': [896, 1200],
  '4:1': [2048, 512],
  '4:3': [1200, 896],
  '4:5': [928, 1152],
  '5:4': [1152, 928],
  '8:1': [3072, 384],
  '9:16': [768, 1376],
  '16:9': [1376, 768],
  '21:9': [1584, 672],
};

/** Whether these are the pixels a model draws of a ratio at a tier. Of a model without a table only squares are known. */
export function isOwnSize(
  table: SizeTable | undefined,
  { width, height }: Pick<AskedPixels, 'width' | 'height'>,
  ratio: AspectRatio,
  tier: Resolution,
): boolean {
  if (ratio === '1:1') return width === height && width === tierPixels[tier];
  if (table === undefined || (table === '2.5' && tier !== '1K')) return false;
  const known = (table === '2.5' ? sizesOf25 : sizesOf3At1K)[ratio];
  const factor = tierPixels[tier] / tierPixels['1K'];
  return known !== undefined && width === known[0] * factor && height === known[1] * factor;
}

export const pixelsOmitted = (
  { parameter, width, height }: AskedPixels,
  ratio: AspectRatio,
  tier: Resolution,
): Omission => ({
  parameter,
  reason: `exact pixels are not offered; ${width}x${height} was read as ${ratio} at ${tier}`,
});

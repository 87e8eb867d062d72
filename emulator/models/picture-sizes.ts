export type SizeTier = '512' | '1K' | '2K' | '4K';
export type Ratio = (typeof ratios)[number];
type Pixels = readonly [width: number, height: number];

export const ratios = [
  '1:1',
  '1:4',
  '1:8',
  '2:3',
  '3:2',
  '3:4',
  '4:1',
  '4:3',
  '4:5',
  '5:4',
  '8:1',
  '9:16',
  '16:9',
  '21:9',
] as const;

export const plainRatios: readonly Ratio[] = ratios.filter(
  (ratio) => !['1:4', '1:8', '4:1', '8:1'].includes(ratio),
);

/** Google's published sizes of the 3.x models at 1K; 2K and 4K are exact multiples. */
const sizesAt1K: Readonly<Record<Ratio, Pixels>> = {
  '1:1': [1024, 1024],
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

/** Half of 1K. Google's page prints 792x168 for 21:9, which is no 21:9; 792x336 is meant. */
const factors: Readonly<Record<SizeTier, number>> = { '512': 0.5, '1K': 1, '2K': 2, '4K': 4 };

/** gemini-2.5-flash-image has one size per ratio, of its own. */
const sizesOf25: Partial<Readonly<Record<Ratio, Pixels>>> = {
  '1:1': [1024, 1024],
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

export type SizeTable = '2.5' | '3.x';

/** The exact pixel size of a picture; the caller has checked that the model has this ratio and tier. */
export function pictureSize(
  table: SizeTable,
  ratio: Ratio,
  tier: SizeTier,
): { width: number; height: number } {
  const [width, height] = (table === '2.5' ? sizesOf25[ratio] : sizesAt1K[ratio]) ?? sizesAt1K[ratio];
  const factor = table === '2.5' ? 1 : factors[tier];
  return { width: width * factor, height: height * factor };
}

/** The ratio of the list that is nearest to a picture's own. */
export function nearestRatio(choices: readonly Ratio[], width: number, height: number): Ratio {
  const wanted = Math.log(width / height);
  const distance = (ratio: Ratio): number => {
    const [across, down] = ratio.split(':').map(Number) as [number, number];
    return Math.abs(Math.log(across / down) - wanted);
  };
  return choices.reduce((best, ratio) => (distance(ratio) < distance(best) ? ratio : best), choices[0]!);
}

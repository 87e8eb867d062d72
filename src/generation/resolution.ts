/** Size tiers. The upstream writes 0.5K as "512"; clients write either, in any case. */
export const resolutions = ['0.5K', '1K', '2K', '4K'] as const;

export type Resolution = (typeof resolutions)[number];

/** The side of a tier's square, which is the same with every model (gemini-upstream §4). */
export const tierPixels: Readonly<Record<Resolution, number>> = {
  '0.5K': 512,
  '1K': 1024,
  '2K': 2048,
  '4K': 4096,
};

/** Reads `1k`, `2K`, `0.5k`, `512`, `512px`; undefined when it names no tier. */
export function parseResolution(text: string): Resolution | undefined {
  const upper = text.trim().toUpperCase();
  if (upper === '512' || upper === '512PX' || upper === '0.5K') return '0.5K';
  return resolutions.find((resolution) => resolution === upper);
}

/**
 * The tier a picture of this size is billed at, by area: < 0.5, < 2.2, < 9 megapixels, above.
 * The bounds lie between the areas of neighbouring tiers of the pixel table (0.27, 1.05, 4.3, 17 MP).
 */
export function tierOfPixels(width: number, height: number): Resolution {
  const megapixels = (width * height) / 1_000_000;
  if (megapixels < 0.5) return '0.5K';
  if (megapixels < 2.2) return '1K';
  return megapixels < 9 ? '2K' : '4K';
}

export const inOrder = (tiers: readonly Resolution[]): readonly Resolution[] =>
  resolutions.filter((tier) => tiers.includes(tier));

/** Of the tiers offered, in whatever order, the wanted one; else the next larger one, else the largest. */
export function nearestTier(wanted: Resolution, offered: readonly Resolution[]): Resolution {
  const larger = resolutions.slice(resolutions.indexOf(wanted));
  const nearest =
    larger.find((tier) => offered.includes(tier)) ?? resolutions.findLast((tier) => offered.includes(tier));
  return nearest ?? wanted;
}

/** What a request without a size is made at: 1K, as upstreams make it unasked; else the smallest tier offered. */
export const usualTier = (offered: readonly Resolution[]): Resolution =>
  offered.includes('1K') ? '1K' : nearestTier('0.5K', offered);

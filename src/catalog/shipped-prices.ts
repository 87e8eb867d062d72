import type { CatalogPrice, Price } from '../generation/price.ts';

/** Google's standard list prices per image in micro-USD (gemini-upstream §5, read October 2026). */
const perImage: Readonly<Record<string, Price>> = {
  'nano-banana': { unit: 'image', tiers: { '1K': 39_000 } },
  'nano-banana-2': {
    unit: 'image',
    tiers: { '0.5K': 45_000, '1K': 67_000, '2K': 101_000, '4K': 151_000 },
  },
  'nano-banana-pro': { unit: 'image', tiers: { '1K': 134_000, '2K': 134_000, '4K': 240_000 } },
  'nano-banana-2-lite': { unit: 'image', tiers: { '1K': 33_600 } },
  'nano-banana-2.1': { unit: 'image', tiers: { '1K': 33_600, '2K': 50_400, '4K': 113_000 } },
};

export const shippedPrices: readonly CatalogPrice[] = Object.entries(perImage).map(([model, price]) => ({
  model,
  strategy: '*',
  price,
  actor: 'shipped',
}));

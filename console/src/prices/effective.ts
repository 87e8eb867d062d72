import type { Price } from '../answers.ts';
import { tiers } from '../parts/show.ts';

/** What an image of this size costs: a size without a price of its own is charged as the next larger one, else the dearest. */
export function effectiveMicros({ price }: Price, size: string): number | undefined {
  if (price.unit !== 'image') return undefined;
  const prices: Readonly<Record<string, number | undefined>> = price.tiers;
  const sizes: readonly string[] = tiers;
  const larger = sizes.slice(sizes.indexOf(size)).map((tier) => prices[tier]);
  const own = larger.find((micros) => micros !== undefined);
  return own ?? Math.max(0, ...Object.values(price.tiers).map(Number));
}

/** Whether this price is that of a strategy: one with a price of its own is not charged by the price for all. */
export const isPricedBy = (price: Price, strategy: string | null, prices: readonly Price[]): boolean =>
  strategy === price.strategy ||
  (price.strategy === '*' &&
    !prices.some((other) => other.model === price.model && other.strategy === strategy));

import { type ModelCatalog, sizesOf } from '../generation/model.ts';
import {
  type CatalogPrice,
  type ChannelCost,
  type Micros,
  type Price,
  tierPrice,
} from '../generation/price.ts';
import { type Resolution, usualTier } from '../generation/resolution.ts';
import type { Wish } from './case.ts';
import type { PriceOf } from './price-book.ts';
import type { Target } from './target.ts';

/** The most one image costs, micro-USD; undefined where nobody knows what the upstream charges for it. */
export type CostOf = (model: string, wish: Wish) => Micros | undefined;

export interface MostCostParts {
  readonly target: Target;
  readonly catalog: ModelCatalog;
  /** What the makers of the models ask. */
  readonly listPrices: readonly CatalogPrice[];
  /** What the gateway takes. */
  readonly priceOf: PriceOf;
}

/**
 * What a cap is held against: whoever gives images away still pays for them upstream. A channel's own `cost` says how
 * much; without one it is the list price of the model, or the dearest of those made by the same upstream models. The
 * gateway's price counts where it is higher, since an account pays it. The sandbox costs nobody anything: its play money
 * is the gateway's price alone.
 */
export function mostCost({ target, catalog, listPrices, priceOf }: MostCostParts): CostOf {
  if (target.kind === 'sandbox') return priceOf;
  return (model, wish) => {
    const tier = wish.resolution ?? wish.onlySize ?? usualTier(sizesOf(catalog, model));
    const price = priceOf(model, wish);
    const paid = costOfChannel(target.cost?.[model], tier) ?? listed(model, tier);
    if (paid === undefined) return price === 0 ? undefined : price;
    return Math.max(price, paid);
  };

  function listed(name: string, tier: Resolution): Micros | undefined {
    const own = listPrices.filter(({ model }) => model === name);
    const prices = own.length > 0 ? own : listPrices.filter(({ model }) => isSameUpstream(model, name));
    return prices.length === 0 ? undefined : Math.max(...prices.map(({ price }) => ofPrice(price, tier)));
  }

  function isSameUpstream(one: string, other: string): boolean {
    const ids = catalog.find(other)?.upstreamIds ?? [];
    return catalog.find(one)?.upstreamIds.some((id) => ids.includes(id)) ?? false;
  }
}

const ofPrice = (price: Price, tier: Resolution) =>
  price.unit === 'image' ? tierPrice(price.tiers, tier) : price.holdPerImage;

function costOfChannel(cost: ChannelCost | undefined, tier: Resolution): Micros | undefined {
  if (!cost || Object.keys(cost.tiers).length === 0) return undefined;
  return Math.max(tierPrice(cost.tiers, tier), cost.failedMicros);
}

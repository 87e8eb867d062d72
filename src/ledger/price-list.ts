import type { PinnedPrice, Price } from '../generation/price.ts';
import type { Strategy } from '../generation/request.ts';
import type { Resolution } from '../generation/resolution.ts';
import type { Clock } from '../lib/clock.ts';
import type { Actor } from '../records/actions.ts';
import type { Store } from '../store/store.ts';
import { currentPrices, type PriceEntry, setPrice } from './price-rows.ts';
import { shippedPrices } from './shipped-prices.ts';

/** Another process's change is seen after this time. */
const rememberMs = 2_000;

export interface PriceList {
  /** The price a request is accepted at. A model without one cannot be sold: undefined. */
  pin(model: string, strategy: Strategy, tier: Resolution): Promise<PinnedPrice | undefined>;
  /** Every price in force, shipped ones with version 0. */
  all(): Promise<readonly PriceEntry[]>;
  set(model: string, strategy: Strategy | '*', price: Price, by: Actor): Promise<number>;
}

export function createPriceList(store: Store, clock: Clock): PriceList {
  let known: readonly PriceEntry[] = [];
  let untilMs = 0;

  async function entries(): Promise<readonly PriceEntry[]> {
    if (clock.now() < untilMs) return known;
    known = await store.read(currentPrices, undefined);
    untilMs = clock.now() + rememberMs;
    return known;
  }

  return {
    async pin(model, strategy, tier) {
      const set = await entries();
      const entry =
        set.find((row) => row.model === model && row.strategy === strategy) ??
        set.find((row) => row.model === model && row.strategy === '*');
      const price = entry?.price ?? shippedPrices[model];
      return price && { version: entry?.version ?? 0, strategy, price, tier };
    },
    async all() {
      const set = await entries();
      const shipped = Object.entries(shippedPrices)
        .filter(([model]) => !set.some((row) => row.model === model && row.strategy === '*'))
        .map(([model, price]) => ({
          model,
          strategy: '*',
          version: 0,
          price,
          actor: 'shipped',
          createdAtMs: 0,
        }));
      return [...shipped, ...set];
    },
    async set(model, strategy, price, by) {
      const version = await store.write(setPrice, { model, strategy, price, by, nowMs: clock.now() });
      untilMs = 0;
      return version;
    },
  };
}

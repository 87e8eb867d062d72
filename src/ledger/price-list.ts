import type { CatalogPrice, PinnedPrice, Price } from '../generation/price.ts';
import type { Strategy } from '../generation/request.ts';
import type { Resolution } from '../generation/resolution.ts';
import type { Clock } from '../lib/clock.ts';
import type { Actor } from '../records/actions.ts';
import type { Store } from '../store/store.ts';
import { currentPrices, type PriceEntry, removePrice, setPrice } from './price-rows.ts';

/** Another process's change is seen after this time. */
const rememberMs = 2_000;

export interface PriceList {
  /** The price a request is accepted at. A model without one cannot be sold: undefined. */
  pin(model: string, strategy: Strategy, tier: Resolution): Promise<PinnedPrice | undefined>;
  /** Every price in force, those of the catalogue with version 0. */
  all(): Promise<readonly PriceEntry[]>;
  set(model: string, strategy: Strategy | '*', price: Price, by: Actor): Promise<number>;
  /** Takes away what `set` set: the catalog's price is in force again, or where it has none that of all. */
  remove(model: string, strategy: Strategy | '*', by: Actor): Promise<void>;
}

/** The prices that operators set, and the catalogue's where they set none. */
export function createPriceList(
  store: Store,
  clock: Clock,
  catalogPrices: readonly CatalogPrice[],
): PriceList {
  let known: readonly PriceEntry[] = [];
  let untilMs = 0;

  async function entries(): Promise<readonly PriceEntry[]> {
    const nowMs = clock.now();
    // A clock that was set back would otherwise keep old prices for as long.
    if (nowMs < untilMs && untilMs <= nowMs + rememberMs) return known;
    const set = await store.read(currentPrices, undefined);
    const unset = catalogPrices.filter(
      ({ model, strategy }) => !set.some((row) => row.model === model && row.strategy === strategy),
    );
    known = [...unset.map((entry) => ({ version: 0, createdAtMs: 0, ...entry })), ...set];
    untilMs = clock.now() + rememberMs;
    return known;
  }

  return {
    async pin(model, strategy, tier) {
      const all = await entries();
      const entry =
        all.find((row) => row.model === model && row.strategy === strategy) ??
        all.find((row) => row.model === model && row.strategy === '*');
      return entry && { version: entry.version, strategy, price: entry.price, tier };
    },
    all: entries,
    async set(model, strategy, price, by) {
      const version = await store.write(setPrice, { model, strategy, price, by, nowMs: clock.now() });
      untilMs = 0;
      return version;
    },
    async remove(model, strategy, by) {
      await store.write(removePrice, { model, strategy, by, nowMs: clock.now() });
      untilMs = 0;
    },
  };
}

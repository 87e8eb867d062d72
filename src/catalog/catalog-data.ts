import type { Model, UpstreamModel } from '../generation/model.ts';
import type { CatalogPrice } from '../generation/price.ts';
import { shippedModels, shippedUpstreamModels } from './shipped-models.ts';
import { shippedPrices } from './shipped-prices.ts';

/** An upstream id of the configuration file, and the shipped one that the sandbox plays it by. */
export interface EmulatedModel extends UpstreamModel {
  readonly like: string;
}

/** What a catalogue is made from. */
export interface CatalogData {
  readonly models: readonly Model[];
  readonly upstreamModels: readonly UpstreamModel[];
  readonly prices: readonly CatalogPrice[];
  /** Ids the emulator does not know by itself. */
  readonly emulated: readonly EmulatedModel[];
}

/** The models that are not as they ship. */
export const ownModels = ({ models }: CatalogData): readonly Model[] =>
  models.filter((model) => !shippedCatalog.models.includes(model));

export const shippedCatalog: CatalogData = {
  models: shippedModels,
  upstreamModels: shippedUpstreamModels,
  prices: shippedPrices,
  emulated: [],
};

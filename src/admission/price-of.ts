import type { Caller } from '../generation/caller.ts';
import { Failure } from '../generation/failure.ts';
import { sizesOf } from '../generation/model.ts';
import { holdPerImage, ofList, type PinnedPrice } from '../generation/price.ts';
import type { PricedRequest, Quote } from '../generation/receipt.ts';
import { nearestTier, type Resolution } from '../generation/resolution.ts';
import type { PriceList } from '../ledger/price-list.ts';
import { type ModelsByName, withSize } from './with-defaults.ts';

export interface PriceParts {
  readonly prices: PriceList;
  readonly catalog: ModelsByName;
}

/** The price a request is accepted at. */
export async function priceOf(
  { prices, catalog }: PriceParts,
  caller: Caller,
  request: PricedRequest & { readonly requestedModel?: string },
): Promise<PinnedPrice> {
  const strategy = request.strategy ?? caller.settings.strategy ?? 'auto';
  const pinned = await prices.pin(request.model, strategy, request.resolution ?? unasked(catalog, request));
  if (pinned) return ofAccount(pinned, caller);
  throw new Failure('no_channel', {
    message: `The model ${request.requestedModel ?? request.model} has no price yet; ask the operator to set one.`,
    internal: `no price for ${request.model} under ${strategy}`,
  });
}

const ofAccount = (pinned: PinnedPrice, { pricePercent = 100 }: Caller): PinnedPrice =>
  pricePercent === 100 ? pinned : { ...pinned, price: ofList(pinned.price, pricePercent) };

/**
 * The size that is priced where none is named: 1K, as upstreams make it unasked. Of a model without 1K a native body,
 * which goes upstream as it is, may bring the next larger one.
 */
const unasked = (catalog: ModelsByName, { model, protocol }: PricedRequest): Resolution =>
  nearestTier('1K', sizesOf(catalog, model, protocol));

/** The most a request can cost. */
export async function quote(parts: PriceParts, caller: Caller, request: PricedRequest): Promise<Quote> {
  const price = await priceOf(parts, caller, withSize(parts.catalog, request));
  const perImageMicros = holdPerImage(price);
  return { price, perImageMicros, totalMicros: perImageMicros * request.count };
}

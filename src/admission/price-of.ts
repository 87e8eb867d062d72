import type { Caller } from '../generation/caller.ts';
import { Failure } from '../generation/failure.ts';
import { holdPerImage, type PinnedPrice } from '../generation/price.ts';
import type { PricedRequest, Quote } from '../generation/receipt.ts';
import type { PriceList } from '../ledger/price-list.ts';

/** The price a request is accepted at. Without a size it is that of 1K, which every upstream then makes. */
export async function priceOf(
  prices: PriceList,
  caller: Caller,
  request: PricedRequest & { readonly requestedModel?: string },
): Promise<PinnedPrice> {
  const strategy = request.strategy ?? caller.settings.strategy ?? 'auto';
  const pinned = await prices.pin(request.model, strategy, request.resolution ?? '1K');
  if (pinned) return pinned;
  throw new Failure('no_channel', {
    message: `The model ${request.requestedModel ?? request.model} has no price yet; ask the operator to set one.`,
    internal: `no price for ${request.model} under ${strategy}`,
  });
}

/** The most a request can cost. */
export async function quote(prices: PriceList, caller: Caller, request: PricedRequest): Promise<Quote> {
  const price = await priceOf(prices, caller, request);
  const perImageMicros = holdPerImage(price);
  return { price, perImageMicros, totalMicros: perImageMicros * request.count };
}

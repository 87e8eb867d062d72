import type { Caller } from '../generation/caller.ts';
import { Failure } from '../generation/failure.ts';
import { holdPerImage, type PinnedPrice } from '../generation/price.ts';
import type { PricedRequest, Quote } from '../generation/receipt.ts';
import type { NativeBody } from '../generation/request.ts';
import { parseResolution, type Resolution } from '../generation/resolution.ts';
import type { PriceList } from '../ledger/price-list.ts';

/** The price a request is accepted at. Without a size it is that of 1K, which every upstream then makes. */
export async function priceOf(
  prices: PriceList,
  caller: Caller,
  request: PricedRequest & { readonly native?: NativeBody; readonly requestedModel?: string },
): Promise<PinnedPrice> {
  const strategy = request.strategy ?? caller.settings.strategy ?? 'auto';
  const pinned = await prices.pin(
    request.model,
    strategy,
    request.resolution ?? nativeSize(request.native) ?? '1K',
  );
  if (pinned) return pinned;
  throw new Failure('no_channel', {
    message: `The model ${request.requestedModel ?? request.model} has no price yet; ask the operator to set one.`,
    internal: `no price for ${request.model} under ${strategy}`,
  });
}

/** A native body names its size itself, in either spelling. */
function nativeSize(native: NativeBody | undefined): Resolution | undefined {
  const config = pick(native?.skeleton, 'generationConfig', 'generation_config');
  const image = pick(config, 'imageConfig', 'image_config');
  const size = pick(image, 'imageSize', 'image_size');
  return typeof size === 'string' ? parseResolution(size) : undefined;
}

function pick(value: unknown, ...names: string[]): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  const name = names.find((candidate) => candidate in value);
  return name === undefined ? undefined : (value as Record<string, unknown>)[name];
}

/** The most a request can cost. */
export async function quote(prices: PriceList, caller: Caller, request: PricedRequest): Promise<Quote> {
  const price = await priceOf(prices, caller, request);
  const perImageMicros = holdPerImage(price);
  return { price, perImageMicros, totalMicros: perImageMicros * request.count };
}

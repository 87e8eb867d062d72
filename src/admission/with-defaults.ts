import type { Caller } from '../generation/caller.ts';
import { type ModelCatalog, sizesOf } from '../generation/model.ts';
import type { PricedRequest } from '../generation/receipt.ts';
import type { GenerationRequest } from '../generation/request.ts';
import { usualTier } from '../generation/resolution.ts';

export type ModelsByName = Pick<ModelCatalog, 'find'>;

/** A request with what it leaves to us: the key's strategy, and a size where upstreams would make one that is not offered. */
export function withDefaults(
  catalog: ModelsByName,
  request: GenerationRequest,
  { settings }: Caller,
): GenerationRequest {
  // Native bodies go upstream as they are.
  const sized = request.native ? request : withSize(catalog, request);
  return sized.strategy ? sized : { strategy: settings.strategy ?? 'auto', ...sized };
}

/** Unasked, upstreams make 1K: of a model without it the smallest size it has is asked for. */
export function withSize<Request extends PricedRequest>(catalog: ModelsByName, request: Request): Request {
  if (request.resolution) return request;
  const resolution = usualTier(sizesOf(catalog, request.model, request.protocol));
  return resolution === '1K' ? request : { resolution, ...request };
}

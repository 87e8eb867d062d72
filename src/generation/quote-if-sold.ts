import { Failure } from './failure.ts';
import type { PricedRequest } from './receipt.ts';
import type { RouteInput } from './route-input.ts';

/** The price of a request; undefined where this key cannot buy it, which hides nothing else of a list. */
export async function quoteIfSold(input: Pick<RouteInput, 'quote'>, request: PricedRequest) {
  try {
    return await input.quote(request);
  } catch (error) {
    if (error instanceof Failure && error.code === 'no_channel') return undefined;
    throw error;
  }
}

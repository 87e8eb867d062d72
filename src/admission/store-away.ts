import { Failure } from '../generation/failure.ts';
import { StoreUnavailable } from '../store/errors.ts';

/** The store itself has tried for some seconds. */
const retryAfterMs = 5_000;

/** Where a store that is away kept anything from being accepted, the client is told to come back; else throws it on. */
export function comeBack(error: unknown): never {
  if (!(error instanceof StoreUnavailable) || error.outcome !== 'not-applied') throw error;
  const message = 'The database of the gateway does not answer. Nothing was accepted. Try again shortly.';
  throw new Failure('overloaded', { message, retryAfterMs, internal: error.message, cause: error });
}

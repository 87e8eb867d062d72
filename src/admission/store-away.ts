import { Failure } from '../generation/failure.ts';
import { StoreUnavailable } from '../store/errors.ts';

/** The store itself has tried for some seconds. */
const retryAfterMs = 5_000;
const isAway = 'The database of the gateway does not answer.';

/** Where a store that is away kept anything from being accepted, the client is told to come back; else throws it on. */
export function comeBack(error: unknown): never {
  throw tellAway(error, `${isAway} Nothing was accepted. Try again shortly.`) ?? error;
}

/** What somebody is told for whom nothing was to be accepted; undefined where the store is not what failed. */
export function storeAway(error: unknown): Failure | undefined {
  return tellAway(error, `${isAway} Try again shortly.`);
}

function tellAway(error: unknown, message: string): Failure | undefined {
  // Whether it was done after all nobody knows.
  if (!(error instanceof StoreUnavailable) || error.outcome !== 'not-applied') return undefined;
  return new Failure('overloaded', { message, retryAfterMs, internal: error.message, cause: error });
}

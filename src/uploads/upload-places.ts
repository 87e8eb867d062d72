import { Failure } from '../generation/failure.ts';
import { createFairPlaces, type FairPlaces, NoPlace } from '../lib/fair-places.ts';

const retryAfterMs = 2_000;

/**
 * Uploads whose bytes may be on their way at once; each holds a temporary file open for as long as its client takes. A
 * key has a quarter of the places, however slowly it sends.
 */
export const createUploadPlaces = (): FairPlaces =>
  createFairPlaces({ total: 256, perKey: 64, mostWaiting: 1_000, longestMs: 10_000 });

/** Does `work` in one of the places, when it is the key's turn. Throws `overloaded`. */
export async function inUploadPlace<Result>(
  places: FairPlaces,
  key: string,
  work: () => Promise<Result>,
): Promise<Result> {
  const leave = await places.enter({ key }).catch((error: unknown) => {
    if (!(error instanceof NoPlace)) throw error;
    throw new Failure('overloaded', { retryAfterMs, internal: `uploads: ${error.message}`, cause: error });
  });
  return work().finally(leave);
}

import type { Readable } from 'node:stream';
import type { ByteRange } from '../generation/engine.ts';
import { Failure } from '../generation/failure.ts';
import type { ArtifactStore } from './stores/artifact-store.ts';

/** The bytes under a key; undefined when there are none. Throws `archive_unavailable`, which clients may try again. */
export async function openStored(
  files: ArtifactStore,
  key: string,
  range?: ByteRange,
): Promise<Readable | undefined> {
  try {
    return (await files.open(key, range))?.stream;
  } catch (error) {
    throw new Failure('archive_unavailable', { internal: String(error), cause: error });
  }
}

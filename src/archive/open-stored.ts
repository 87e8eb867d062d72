import type { Readable } from 'node:stream';
import { Failure } from '../generation/failure.ts';
import type { ByteRange } from '../generation/found-artifact.ts';
import type { ArtifactReader, ArtifactStore, OpenArtifact } from './stores/artifact-store.ts';
import { ArchiveBusy } from './stores/errors.ts';

const retryAfterMs = 5_000;

/** The bytes under a key; undefined when there are none. Throws as `openSized`. */
export async function openStored(
  files: ArtifactStore,
  key: string,
  range?: ByteRange,
  reader?: ArtifactReader,
): Promise<Readable | undefined> {
  return (await openSized(files, key, range, reader))?.stream;
}

/**
 * The same with their number. Throws what clients may try again: `archive_unavailable`, and `overloaded` for a download
 * too many; and why nobody waits for it any more.
 */
export async function openSized(
  files: ArtifactStore,
  key: string,
  range?: ByteRange,
  reader: ArtifactReader = {},
): Promise<OpenArtifact | undefined> {
  try {
    return await files.open(key, range, reader);
  } catch (error) {
    if (error instanceof Failure) throw error;
    const isBusy = error instanceof ArchiveBusy;
    throw new Failure(isBusy && reader.isDownload ? 'overloaded' : 'archive_unavailable', {
      internal: String(error),
      cause: error,
      ...(isBusy ? { retryAfterMs } : {}),
    });
  }
}

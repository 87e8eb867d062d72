import type { ArtifactFacts, ArtifactStore } from '../archive/stores/artifact-store.ts';
import { Failure } from '../generation/failure.ts';
import type { UploadedFile } from '../generation/upload.ts';

/** Puts a finished temporary file under a key; throws `archive_unavailable`. */
export async function keepBytes(
  files: ArtifactStore,
  key: string,
  facts: Omit<ArtifactFacts, 'sizeBytes'>,
  { path, sizeBytes }: UploadedFile,
): Promise<void> {
  await files.keep(path, key, { ...facts, sizeBytes }).catch((error: unknown) => {
    throw new Failure('archive_unavailable', { internal: String(error), cause: error });
  });
}

import type { ArtifactStore } from '../archive/stores/artifact-store.ts';
import { Failure } from '../generation/failure.ts';
import type { UploadedFile } from '../generation/upload.ts';
import type { UploadRow } from '../store/schema.ts';
import { uploadKey } from './upload-key.ts';

/** Puts a finished temporary file under the upload's key; throws `archive_unavailable`. */
export async function keepBytes(files: ArtifactStore, row: UploadRow, file: UploadedFile): Promise<void> {
  const facts = { mediaType: row.media_type, sizeBytes: file.sizeBytes };
  await files.keep(file.path, uploadKey(row), facts).catch((error: unknown) => {
    throw new Failure('archive_unavailable', { internal: String(error), cause: error });
  });
}

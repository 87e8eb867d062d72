import type { ArtifactStore } from '../archive/stores/artifact-store.ts';
import type { Store } from '../store/store.ts';
import { uploadKey } from './upload-key.ts';
import { deleteParts } from './upload-parts.ts';
import { abandonedUploads, expiredUploads, forgetUploads } from './upload-rows.ts';

const batchSize = 200;

/**
 * Deletes the files of uploads whose 48 hours are over and of places nobody filled in time, then their rows. Returns
 * how many were deleted.
 */
export async function expireUploads(rows: Store, files: ArtifactStore, nowMs: number): Promise<number> {
  let deleted = 0;
  for (const over of [expiredUploads, abandonedUploads]) deleted += await deleteAll(rows, files, over, nowMs);
  return deleted;
}

async function deleteAll(
  rows: Store,
  files: ArtifactStore,
  over: typeof expiredUploads,
  nowMs: number,
): Promise<number> {
  let deleted = 0;
  for (;;) {
    const uploads = await rows.read(over, { nowMs, limit: batchSize });
    if (uploads.length === 0) return deleted;
    for (const upload of uploads) {
      await files.delete(uploadKey(upload));
      // Those of an upload that was never finished.
      await deleteParts(files, upload);
    }
    await rows.write(
      forgetUploads,
      uploads.map(({ id }) => id),
    );
    deleted += uploads.length;
  }
}

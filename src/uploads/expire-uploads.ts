import type { ArtifactStore } from '../archive/stores/artifact-store.ts';
import { type Swept, sweepBatches, sweptAtOnce } from '../lib/sweep-batches.ts';
import type { Store } from '../store/store.ts';
import { uploadKey } from './upload-key.ts';
import { deleteParts } from './upload-parts.ts';
import { abandonedUploads, expiredUploads, forgetUploads, type UploadThatIsOver } from './upload-rows.ts';

/** Deletes the files of uploads whose 48 hours are over and of places nobody filled in time, then their rows. */
export async function expireUploads(rows: Store, files: ArtifactStore, nowMs: number): Promise<Swept> {
  const expired = await sweepUploads(rows, files, expiredUploads, nowMs);
  const abandoned = await sweepUploads(rows, files, abandonedUploads, nowMs);
  return { ...expired, ...abandoned, gone: expired.gone + abandoned.gone };
}

function sweepUploads(
  rows: Store,
  files: ArtifactStore,
  over: typeof expiredUploads,
  nowMs: number,
): Promise<Swept> {
  return sweepBatches<UploadThatIsOver>({
    find: (after) => rows.read(over, { nowMs, limit: sweptAtOnce, ...(after && { after }) }),
    async remove(upload) {
      await files.delete(uploadKey(upload));
      // Those of an upload that was never finished.
      await deleteParts(files, upload);
    },
    forget: (uploads) =>
      rows.write(
        forgetUploads,
        uploads.map(({ id }) => id),
      ),
  });
}

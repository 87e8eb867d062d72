import { failpoint } from '../lib/failpoint.ts';
import { type Sweep, type Swept, sweepBatches, sweptAtOnce } from '../lib/sweep-batches.ts';
import { type ExpiredOutput, expiredOutputs, markDeleted } from '../records/outputs.ts';
import type { Store } from '../store/store.ts';
import { removeReplayBody } from './replay-bodies.ts';
import type { ArtifactStore } from './stores/artifact-store.ts';

/** Deletes the files of expired artifacts, then marks their rows. */
export const expireArtifacts = (rows: Store, files: ArtifactStore, nowMs: number): Promise<Swept> =>
  removeImages(rows, files, nowMs, (after) =>
    rows.read(expiredOutputs, { nowMs, limit: sweptAtOnce, ...(after && { after }) }),
  );

/** The same for those that `find` finds. */
export function removeImages(
  rows: Store,
  files: ArtifactStore,
  nowMs: number,
  find: Sweep<ExpiredOutput>['find'],
): Promise<Swept> {
  return sweepBatches<ExpiredOutput>({
    find,
    async remove({ key, generationId, isWithdrawn }) {
      await files.delete(key);
      // A native answer that is kept for its Idempotency-Key holds the same pictures.
      if (isWithdrawn) await removeReplayBody(files, generationId);
    },
    async forget(outputs) {
      failpoint('artifacts-deleted');
      await rows.write(markDeleted, { nowMs, outputs });
    },
  });
}

import { failpoint } from '../lib/failpoint.ts';
import { type Swept, sweepBatches, sweptAtOnce } from '../lib/sweep-batches.ts';
import { type ExpiredOutput, expiredOutputs, markDeleted } from '../records/outputs.ts';
import type { Store } from '../store/store.ts';
import type { ArtifactStore } from './stores/artifact-store.ts';

/** Deletes the files of expired artifacts, then marks their rows. */
export function expireArtifacts(rows: Store, files: ArtifactStore, nowMs: number): Promise<Swept> {
  return sweepBatches<ExpiredOutput>({
    find: (after) => rows.read(expiredOutputs, { nowMs, limit: sweptAtOnce, ...(after && { after }) }),
    remove: (output) => files.delete(output.key),
    async forget(outputs) {
      failpoint('artifacts-deleted');
      await rows.write(markDeleted, { nowMs, outputs });
    },
  });
}

import { failpoint } from '../lib/failpoint.ts';
import { expiredOutputs, markDeleted } from '../records/outputs.ts';
import type { Store } from '../store/store.ts';
import type { ArtifactStore } from './stores/artifact-store.ts';

const batchSize = 200;

/**
 * Deletes the files of expired artifacts, then marks their rows: a crash between the two only means that a
 * file is deleted twice. Returns how many were deleted.
 */
export async function expireArtifacts(rows: Store, files: ArtifactStore, nowMs: number): Promise<number> {
  let deleted = 0;
  for (;;) {
    const outputs = await rows.read(expiredOutputs, { nowMs, limit: batchSize });
    if (outputs.length === 0) return deleted;
    for (const output of outputs) await files.delete(output.key);
    failpoint('artifacts-deleted');
    await rows.write(markDeleted, { nowMs, outputs });
    deleted += outputs.length;
  }
}

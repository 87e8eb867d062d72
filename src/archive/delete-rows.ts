import { type Swept, sweepBatches, sweptAtOnce } from '../lib/sweep-batches.ts';
import { deleteOldBatches } from '../records/batches.ts';
import { deleteEnded, type EndedGeneration, findEnded } from '../records/delete-ended.ts';
import type { Store } from '../store/store.ts';
import { deleteOrphans } from './delete-orphans.ts';
import type { ArtifactStore } from './stores/artifact-store.ts';

/** Images are deleted within the hour after their expiry, and their rows after them. */
const rowGraceMs = 3_600_000;

/**
 * The rows of what ended before the retention; the ledger keeps what was paid. Images that may be there without a row go
 * first.
 */
export async function deleteRows(
  {
    store,
    files,
    retentionMs,
  }: { readonly store: Store; readonly files: ArtifactStore; readonly retentionMs: number },
  nowMs: number,
): Promise<Swept> {
  const endedBeforeMs = nowMs - retentionMs - rowGraceMs;
  await store.write(deleteOldBatches, { createdBeforeMs: endedBeforeMs });
  return sweepBatches<EndedGeneration>({
    find: (after) => store.read(findEnded, { endedBeforeMs, limit: sweptAtOnce, ...(after && { after }) }),
    remove: async (generation) => generation.mayHaveOrphans && (await deleteOrphans(files, generation)),
    forget: (ended) => store.write(deleteEnded, { ids: ended.map(({ id }) => id) }),
  });
}

import type { Ticket } from './admission/accept.ts';
import { deleteOrphans, type ImagesNamedBy } from './archive/delete-orphans.ts';
import type { ReplayBodies } from './archive/replay-bodies.ts';
import type { ArtifactStore } from './archive/stores/artifact-store.ts';
import type { Produced } from './generation/outcome.ts';
import type { Log } from './lib/log.ts';
import { firstTaskFence } from './records/claim-tasks.ts';
import { readGeneration } from './records/read-generation.ts';
import type { Store } from './store/store.ts';

// What a generation leaves in the archive that is nobody's.

export interface DropParts {
  readonly store: Store;
  readonly files: ArtifactStore;
  readonly replayBodies: ReplayBodies;
  readonly log: Log;
}

/** Images whose generation was ended by somebody else. A task that runs again owns those of the same names. */
export async function dropImages(parts: DropParts, ticket: Ticket): Promise<void> {
  const { accountId, mode } = ticket.caller;
  const record = await parts.store.read(readGeneration, { id: ticket.id, accountId, mode });
  if (record?.state === 'failed' || record?.state === 'cancelled') {
    await dropOrphans(parts, ticket);
  }
}

/** `kept`: what earlier runs had noted, and this one delivers. */
export function dropOrphans(
  parts: DropParts,
  { id, request, createdAtMs }: Ticket,
  kept: readonly Produced[] = [],
): Promise<void> {
  const except = new Set(kept.flatMap(({ artifacts }) => artifacts.map(({ key }) => key)));
  return dropOrphansOf(parts, [{ id, kind: request.kind, count: request.count, createdAtMs, except }]);
}

/** An S3 server takes its time for each. */
const clearedAtOnce = 10;

/**
 * Images of generations that belong to nobody. Where none of some can be removed, the archive is away, and the rest is
 * left to the end of the retention, which repeats it. Never rejects.
 */
export async function dropOrphansOf(
  { files, log }: Pick<DropParts, 'files' | 'log'>,
  generations: readonly ImagesNamedBy[],
): Promise<void> {
  for (let at = 0; at < generations.length; at += clearedAtOnce) {
    const some = generations.slice(at, at + clearedAtOnce);
    const results = await Promise.allSettled(some.map((generation) => deleteOrphans(files, generation)));
    const failed = results.filter((result) => result.status === 'rejected');
    if (failed.length === 0) continue;
    const left = { err: failed[0]?.reason, generations: some.map(({ id }) => id) };
    log.warn(left, 'images that belong to nobody were not all deleted');
    if (failed.length === some.length) return;
  }
}

export function dropAnswer({ replayBodies, log }: DropParts, generationId: string): void {
  replayBodies.remove(generationId).catch((error: unknown) => {
    log.warn({ err: error, generation: generationId }, 'an answer that is not told again was not deleted');
  });
}

/** An owner that died may have archived images of it, perhaps in another format or number than this run will. */
export const ranBefore = ({ fence, request }: Ticket) =>
  request.kind === 'async-image' && fence > firstTaskFence;

import type { FoundArtifact } from '../generation/found-artifact.ts';
import type { Clock } from '../lib/clock.ts';
import { findOutput } from '../records/outputs.ts';
import type { Store } from '../store/store.ts';
import { parseArtifactKey } from './artifact-key.ts';
import { openStored } from './open-stored.ts';
import type { ArtifactStore } from './stores/artifact-store.ts';

/** Looks artifacts up by key. An expired one is told apart from one that never was. */
export type FindArtifact = (key: string) => Promise<FoundArtifact>;

export function createFindArtifact(
  rows: Store,
  files: ArtifactStore,
  clock: Clock,
  retentionMs: number,
): FindArtifact {
  return async (key) => {
    const name = parseArtifactKey(key);
    if (!name) return { state: 'missing' };
    const output = await rows.read(findOutput, { generationId: name.generationId, number: name.number });
    if (!output || output.key !== key) {
      // The row may be gone with its retention; the date in the path still tells which of the two it was.
      const dayEndMs = name.createdAtMs + 86_400_000;
      return { state: dayEndMs + retentionMs < clock.now() ? 'expired' : 'missing' };
    }
    if (output.deleted || output.expiresAtMs <= clock.now()) return { state: 'expired' };
    return {
      state: 'kept',
      artifact: output,
      open: (range, reader) => openStored(files, key, range, reader),
    };
  };
}

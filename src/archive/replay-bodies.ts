import type { Readable } from 'node:stream';
import type { Clock } from '../lib/clock.ts';
import type { ArchiveGate } from './archive-gate.ts';
import { openSized } from './open-stored.ts';
import type { ArtifactFacts, ArtifactReader, ArtifactStore } from './stores/artifact-store.ts';

/**
 * Native answers of requests with an Idempotency-Key, byte for byte, for as long as the key is remembered.
 * They hold pictures, so they live where pictures live and not in rows.
 */
export interface ReplayBodies {
  /** Takes over a finished temporary file; waits for an archive that is away, since what it answers is paid for. */
  keep(generationId: string, path: string, facts: Omit<ArtifactFacts, 'mediaType'>): Promise<void>;
  /** Throws `archive_unavailable`. */
  open(
    generationId: string,
    reader: ArtifactReader,
  ): Promise<{ stream: Readable; sizeBytes: number } | undefined>;
  remove(generationId: string): Promise<void>;
}

/** With all that comes before it, less than a generation may run. */
const longestMs = 240_000;

export function createReplayBodies(
  files: ArtifactStore,
  gate: Pick<ArchiveGate, 'outlast'>,
  clock: Clock,
): ReplayBodies {
  return {
    keep: (id, path, facts) =>
      gate.outlast(
        () => files.keep(path, replayKey(id), { mediaType: 'application/octet-stream', ...facts }),
        clock.now() + longestMs,
      ),
    open: (id, reader) => openSized(files, replayKey(id), undefined, reader),
    remove: (id) => removeReplayBody(files, id),
  };
}

export const removeReplayBody = (files: Pick<ArtifactStore, 'delete'>, generationId: string): Promise<void> =>
  files.delete(replayKey(generationId));

/** The id begins with its UTC date. Nothing below `replays/` is ever served by name. */
function replayKey(id: string): string {
  return `replays/${id.slice(0, 4)}/${id.slice(4, 6)}/${id.slice(6, 8)}/${id}.body`;
}

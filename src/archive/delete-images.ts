import type { Mode } from '../generation/caller.ts';
import { Failure } from '../generation/failure.ts';
import type { Clock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import { within } from '../lib/within.ts';
import {
  type DeleteAnyImages,
  type Withdrawal,
  type WithdrawnImages,
  withdrawImages,
} from '../records/withdraw-images.ts';
import type { Store } from '../store/store.ts';
import { removeImages } from './expire-artifacts.ts';
import { removeReplayBody } from './replay-bodies.ts';
import type { ArtifactStore } from './stores/artifact-store.ts';

/** Whoever asks need not wait for an archive that is away: the images are not served any more, and the sweep goes on. */
const longestWaitMs = 5_000;

/** Takes the images of ended generations away before their time. Done again it changes nothing. */
export interface ImageDesk {
  /** Throws `not_found`, also for another account's, and `invalid_request` before the generation has ended. */
  deleteOwn(id: string, of: { accountId: string; mode: Mode }): Promise<void>;
  /** Anybody's, noted as an action; the same answers as from `withdrawImages`. */
  readonly deleteAny: DeleteAnyImages;
}

export interface ImageDeskParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  /** Absent: the files are left to the sweep of a gateway. */
  readonly files?: ArtifactStore;
}

export function createImageDesk({ store, clock, log, files }: ImageDeskParts): ImageDesk {
  async function withdraw(withdrawal: Omit<Withdrawal, 'nowMs'>) {
    const nowMs = clock.now();
    const withdrawn = await store.write(withdrawImages, { ...withdrawal, nowMs });
    if (typeof withdrawn === 'string' || !files) return withdrawn;
    const removal = removeFiles(files, withdrawal.id, withdrawn, nowMs);
    await within(longestWaitMs, removal).catch((error: unknown) => {
      log.warn({ err: error, generation: withdrawal.id }, 'deleted images are left to the next sweep');
    });
    return withdrawn;
  }

  async function removeFiles(
    files: ArtifactStore,
    id: string,
    { left }: WithdrawnImages,
    nowMs: number,
  ): Promise<void> {
    // Also of a generation that failed: what the upstream said instead of a picture may hold a draft of one.
    await removeReplayBody(files, id);
    const swept = await removeImages(store, files, nowMs, async (after) => (after ? [] : left));
    if ('reason' in swept) throw swept.reason;
  }

  return {
    async deleteOwn(id, of) {
      const withdrawn = await withdraw({ id, of });
      if (withdrawn === 'unknown')
        throw new Failure('not_found', { message: 'There is no such generation.' });
      if (withdrawn === 'running') {
        throw new Failure('invalid_request', {
          message: 'The generation has not ended. Delete its images once it has.',
        });
      }
    },
    deleteAny: (id, by) => withdraw({ id, by }),
  };
}

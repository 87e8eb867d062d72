import { sweepCheckKeys } from './admission/check-keys.ts';
import { expireClaims } from './admission/expire-claims.ts';
import { deleteRows } from './archive/delete-rows.ts';
import { expireArtifacts } from './archive/expire-artifacts.ts';
import type { ReplayBodies } from './archive/replay-bodies.ts';
import type { ArtifactStore } from './archive/stores/artifact-store.ts';
import type { Clock } from './lib/clock.ts';
import type { Log } from './lib/log.ts';
import { sweepSpool } from './lib/spool/sweep-spool.ts';
import type { Swept } from './lib/sweep-batches.ts';
import type { LeaseClock } from './records/lease-clock.ts';
import { sumUpDay } from './records/sum-up-days.ts';
import type { Store } from './store/store.ts';
import { sweepEvents } from './tasks/callbacks/sweep-events.ts';
import { expireUploads } from './uploads/expire-uploads.ts';
import { sweepChecks } from './verification/sweep-checks.ts';

/** Temporary files older than any generation may run are nobody's. */
const spoolAgeMs = 30 * 60_000;
const batchSize = 500;

export interface SweepParts {
  readonly store: Store;
  readonly files: ArtifactStore;
  readonly replayBodies: ReplayBodies;
  readonly spoolFolders: readonly string[];
  readonly referenceCache: { sweep(): Promise<void> };
  readonly clock: Clock;
  readonly leaseClock: Pick<LeaseClock, 'now'>;
  readonly log: Log;
  /** How long what ended is kept. */
  readonly retentionMs: number;
}

/** Deletes what expired. Every step by itself: one that cannot be done must not keep the later ones from being done. */
export async function sweep(parts: SweepParts): Promise<void> {
  const { store, files, replayBodies, log } = parts;
  // What is deleted is gone for good: a wall clock that was set forward must not say when.
  const nowMs = Math.min(parts.clock.now(), parts.leaseClock.now());
  const sweeps: Record<string, () => Promise<Swept>> = {
    'expired artifacts': () => expireArtifacts(store, files, nowMs),
    'generations past their retention': () => deleteRows(parts, nowMs),
    'expired uploads': () => expireUploads(store, files, nowMs),
    'Idempotency-Keys': () => expireClaims(store, replayBodies.remove, nowMs),
  };
  const chores: Record<string, () => Promise<unknown>> = {
    'callback events': async () => {
      while ((await store.write(sweepEvents, { nowMs, limit: batchSize })) === batchSize);
    },
    'sums of days': async () => {
      while (await store.write(sumUpDay, { nowMs }));
    },
    'old checks': async () => {
      const over = { beforeMs: nowMs - parts.retentionMs, limit: batchSize };
      for (;;) {
        const { evidence, runs } = await store.write(sweepChecks, over);
        if (evidence < batchSize && runs < batchSize) break;
      }
      await store.write(sweepCheckKeys, over);
    },
    'temporary files': async () => {
      for (const folder of parts.spoolFolders) await sweepSpool(folder, spoolAgeMs, nowMs);
    },
    'cached references': () => parts.referenceCache.sweep(),
  };
  const failed = (name: string) => (error: unknown) =>
    log.error({ err: error }, `the sweep of ${name} failed; it is repeated in a minute`);
  for (const [name, step] of Object.entries(sweeps)) {
    const swept: Swept = await step().catch((reason: unknown) => ({ gone: 0, reason }));
    if (swept.gone > 0) log.info({ gone: swept.gone }, `${name} were deleted`);
    if ('reason' in swept) failed(name)(swept.reason);
  }
  for (const [name, step] of Object.entries(chores)) await step().catch(failed(name));
}

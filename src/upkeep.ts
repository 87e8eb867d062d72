import { expireClaims } from './admission/expire-claims.ts';
import { repeat } from './app/repeat.ts';
import { deleteOrphans } from './archive/delete-orphans.ts';
import { expireArtifacts } from './archive/expire-artifacts.ts';
import type { ReplayBodies } from './archive/replay-bodies.ts';
import type { ArtifactStore } from './archive/stores/artifact-store.ts';
import { failAbandoned } from './ledger/fail-abandoned.ts';
import type { Clock } from './lib/clock.ts';
import type { Log } from './lib/log.ts';
import { sweepSpool } from './lib/spool/sweep-spool.ts';
import { deleteOldBatches } from './records/batches.ts';
import { deleteEnded, findEnded } from './records/delete-ended.ts';
import type { HeldLeases } from './records/held-leases.ts';
import { expireLeases, heartbeatMs, recoveryMs } from './records/leases.ts';
import { sumUpDay } from './records/sum-up-days.ts';
import type { Store } from './store/store.ts';
import { sweepEvents } from './tasks/callbacks/sweep-events.ts';
import { expireUploads } from './uploads/expire-uploads.ts';

/** Temporary files older than any generation may run are nobody's. */
const spoolAgeMs = 30 * 60_000;
const sweepMs = 60_000;
const batchSize = 500;
/** Small, so that on SQLite an accept never waits long for a deletion. */
const deletedAtOnce = 100;
/** Images are deleted within the hour after their expiry, and their rows after them. */
const rowGraceMs = 3_600_000;

export interface UpkeepParts {
  readonly store: Store;
  readonly files: ArtifactStore;
  readonly replayBodies: ReplayBodies;
  readonly spoolFolders: readonly string[];
  readonly referenceCache: { sweep(): Promise<void> };
  readonly clock: Clock;
  readonly log: Log;
  readonly owner: string;
  readonly leases: HeldLeases;
  /** How long what ended is kept. */
  readonly retentionMs: number;
}

/**
 * What a process that died left behind. On SQLite a data folder has one process, so every lease of another
 * owner is dead; on PostgreSQL the owners may live elsewhere and only leases that ran out count.
 */
export async function recoverAtBoot(parts: UpkeepParts): Promise<void> {
  const nowMs = parts.clock.now();
  if (parts.store.engine === 'sqlite') {
    await parts.store.write(expireLeases, { nowMs, exceptOwner: parts.owner });
    for (const folder of parts.spoolFolders) await sweepSpool(folder, 0, nowMs);
  }
  await recover(parts);
}

/** Renews leases, ends abandoned generations, deletes what expired. Call the result to stop. */
export function startUpkeep(parts: UpkeepParts): () => void {
  const { leases, log } = parts;
  const stops = [
    repeat(heartbeatMs, () => leases.renew(), log, 'the heartbeat failed'),
    repeat(recoveryMs, () => recover(parts), log, 'recovery failed'),
    // With a slow store one sweep may take longer than the time to the next.
    repeat(sweepMs, () => sweep(parts), log, 'the expiry sweep failed'),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}

/**
 * Ends what an owner that died left running, or queues it again. After a pause of this process its own leases have run
 * out, too; so they are renewed first, and what ran out is told by the time before that.
 */
export async function recover(parts: UpkeepParts): Promise<void> {
  const { store, files, leases, log } = parts;
  const nowMs = parts.clock.now();
  await leases.freshen();
  for (;;) {
    const { failed, requeued } = await store.write(failAbandoned, { nowMs, limit: batchSize });
    if (failed.length > 0) {
      log.warn({ generations: failed.map(({ id }) => id) }, 'abandoned generations were ended');
    }
    for (const generation of failed) {
      // The end of the retention repeats it.
      await deleteOrphans(files, generation).catch((error: unknown) => {
        log.warn({ err: error, generation: generation.id }, 'images that belong to nobody were not deleted');
      });
    }
    if (requeued.length > 0) log.warn({ generations: requeued }, 'abandoned tasks are queued again');
    if (failed.length + requeued.length < batchSize) return;
  }
}

/** Every step by itself: one that cannot be done must not keep the later ones from being done. */
export async function sweep(parts: UpkeepParts): Promise<void> {
  const { store, files, replayBodies, log } = parts;
  const nowMs = parts.clock.now();
  const steps: Record<string, () => Promise<unknown>> = {
    'expired artifacts': async () => {
      const deleted = await expireArtifacts(store, files, nowMs);
      if (deleted > 0) log.info({ deleted }, 'expired artifacts were deleted');
    },
    'generations past their retention': async () => {
      const rows = await deleteRows(parts, nowMs);
      if (rows > 0) log.info({ generations: rows }, 'generations past their retention were deleted');
    },
    'expired uploads': async () => {
      const uploads = await expireUploads(store, files, nowMs);
      if (uploads > 0) log.info({ uploads }, 'expired uploads were deleted');
    },
    'callback events': async () => {
      while ((await store.write(sweepEvents, { nowMs, limit: batchSize })) === batchSize);
    },
    'Idempotency-Keys': () => expireClaims(store, replayBodies.remove, nowMs),
    'sums of days': async () => {
      while (await store.write(sumUpDay, { nowMs }));
    },
    'temporary files': async () => {
      for (const folder of parts.spoolFolders) await sweepSpool(folder, spoolAgeMs, nowMs);
    },
    'cached references': () => parts.referenceCache.sweep(),
  };
  for (const [name, step] of Object.entries(steps)) {
    await step().catch((error: unknown) =>
      log.error({ err: error }, `the sweep of ${name} failed; it is repeated in a minute`),
    );
  }
}

/**
 * The rows of what ended before the retention; the ledger keeps what was paid. Images that may be there without a row go
 * first. Returns how many generations went.
 */
export async function deleteRows(
  { store, files, retentionMs }: Pick<UpkeepParts, 'store' | 'files' | 'retentionMs'>,
  nowMs: number,
): Promise<number> {
  const endedBeforeMs = nowMs - retentionMs - rowGraceMs;
  await store.write(deleteOldBatches, { createdBeforeMs: endedBeforeMs });
  let deleted = 0;
  for (;;) {
    const ended = await store.read(findEnded, { endedBeforeMs, limit: deletedAtOnce });
    for (const generation of ended) if (generation.mayHaveOrphans) await deleteOrphans(files, generation);
    if (ended.length > 0) deleted += await store.write(deleteEnded, { ids: ended.map(({ id }) => id) });
    if (ended.length < deletedAtOnce) return deleted;
  }
}

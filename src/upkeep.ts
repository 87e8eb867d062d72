import { pruneClaims } from './admission/idempotency.ts';
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
import { expireLeases, heartbeatMs, recoveryMs, renewLeases } from './records/leases.ts';
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
  await failAllAbandoned(parts);
}

/** Renews leases, ends abandoned generations, deletes what expired. Call the result to stop. */
export function startUpkeep(parts: UpkeepParts): () => void {
  const { store, clock, log, owner } = parts;
  const renew = () => store.write(renewLeases, { owner, nowMs: clock.now() });
  const stops = [
    repeat(heartbeatMs, renew, log, 'the heartbeat failed'),
    repeat(recoveryMs, () => failAllAbandoned(parts), log, 'recovery failed'),
    // With a slow store one sweep may take longer than the time to the next.
    repeat(sweepMs, () => sweep(parts), log, 'the expiry sweep failed'),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}

async function failAllAbandoned(parts: UpkeepParts): Promise<void> {
  for (;;) {
    const { failed, requeued } = await parts.store.write(failAbandoned, {
      nowMs: parts.clock.now(),
      limit: batchSize,
    });
    if (failed.length > 0) {
      parts.log.warn({ generations: failed.map(({ id }) => id) }, 'abandoned generations were ended');
    }
    for (const generation of failed) await deleteOrphans(parts.files, generation);
    if (requeued.length > 0) parts.log.warn({ generations: requeued }, 'abandoned tasks are queued again');
    if (failed.length + requeued.length < batchSize) return;
  }
}

async function sweep(parts: UpkeepParts): Promise<void> {
  const nowMs = parts.clock.now();
  const deleted = await expireArtifacts(parts.store, parts.files, nowMs);
  const rows = await deleteRows(parts, nowMs);
  if (rows > 0) parts.log.info({ generations: rows }, 'generations past their retention were deleted');
  const uploads = await expireUploads(parts.store, parts.files, nowMs);
  await parts.store.write(sweepEvents, { nowMs, limit: batchSize });
  for (const id of await parts.store.write(pruneClaims, { nowMs })) await parts.replayBodies.remove(id);
  if (uploads > 0) parts.log.info({ uploads }, 'expired uploads were deleted');
  if (deleted > 0) parts.log.info({ deleted }, 'expired artifacts were deleted');
  while (await parts.store.write(sumUpDay, { nowMs }));
  for (const folder of parts.spoolFolders) await sweepSpool(folder, spoolAgeMs, nowMs);
  await parts.referenceCache.sweep();
}

/**
 * The rows of what ended before the retention; the ledger keeps what was paid. An owner that was taken for dead may
 * have archived an image after its generation was ended, so what it may have left goes first. Returns how many
 * generations went.
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
    for (const generation of ended) if (generation.wasAbandoned) await deleteOrphans(files, generation);
    if (ended.length > 0) deleted += await store.write(deleteEnded, { ids: ended.map(({ id }) => id) });
    if (ended.length < deletedAtOnce) return deleted;
  }
}

import { sweepCheckKeys } from './admission/check-keys.ts';
import { expireClaims } from './admission/expire-claims.ts';
import { repeat } from './app/repeat.ts';
import { deleteOrphans } from './archive/delete-orphans.ts';
import { deleteRows } from './archive/delete-rows.ts';
import { expireArtifacts } from './archive/expire-artifacts.ts';
import type { ReplayBodies } from './archive/replay-bodies.ts';
import type { ArtifactStore } from './archive/stores/artifact-store.ts';
import { failAbandoned } from './ledger/fail-abandoned.ts';
import type { Clock } from './lib/clock.ts';
import type { Log } from './lib/log.ts';
import { sweepSpool } from './lib/spool/sweep-spool.ts';
import type { Swept } from './lib/sweep-batches.ts';
import type { HeldLeases } from './records/held-leases.ts';
import type { LeaseClock } from './records/lease-clock.ts';
import { expireLeases, heartbeatMs, recoveryMs } from './records/leases.ts';
import { sumUpDay } from './records/sum-up-days.ts';
import type { Store } from './store/store.ts';
import { sweepEvents } from './tasks/callbacks/sweep-events.ts';
import { expireUploads } from './uploads/expire-uploads.ts';
import { sweepChecks } from './verification/sweep-checks.ts';

/** Temporary files older than any generation may run are nobody's. */
const spoolAgeMs = 30 * 60_000;
const sweepMs = 60_000;
const batchSize = 500;

export interface UpkeepParts {
  readonly store: Store;
  readonly files: ArtifactStore;
  readonly replayBodies: ReplayBodies;
  readonly spoolFolders: readonly string[];
  readonly referenceCache: { sweep(): Promise<void> };
  readonly clock: Clock;
  readonly leaseClock: LeaseClock;
  readonly log: Log;
  readonly owner: string;
  readonly leases: HeldLeases;
  /** How long what ended is kept. */
  readonly retentionMs: number;
}

/**
 * What a process that died left behind. On SQLite a database has one process (`serve-alone.ts`), so every lease of
 * another owner is dead; on PostgreSQL the owners may live elsewhere and only leases that ran out count.
 */
export async function recoverAtBoot(parts: UpkeepParts): Promise<void> {
  const { store, clock, leaseClock, owner } = parts;
  if (store.engine === 'sqlite') {
    await store.write(expireLeases, { nowMs: leaseClock.now(), exceptOwner: owner });
    for (const folder of parts.spoolFolders) await sweepSpool(folder, 0, clock.now());
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
  const { store, files, clock, leases, log } = parts;
  const ranOutMs = parts.leaseClock.now();
  await leases.freshen();
  for (;;) {
    const search = { nowMs: clock.now(), ranOutMs, limit: batchSize };
    const { failed, requeued } = await store.write(failAbandoned, search);
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

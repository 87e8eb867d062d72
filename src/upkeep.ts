import { repeat } from './app/repeat.ts';
import type { ImagesNamedBy } from './archive/delete-orphans.ts';
import { dropOrphansOf } from './drop-images.ts';
import { failAbandoned } from './ledger/fail-abandoned.ts';
import { sweepSpool } from './lib/spool/sweep-spool.ts';
import type { HeldLeases } from './records/held-leases.ts';
import type { LeaseClock } from './records/lease-clock.ts';
import { type AbandonedOf, expireLeases, findAbandoned, heartbeatMs, recoveryMs } from './records/leases.ts';
import { type SweepParts, sweep } from './sweep.ts';

const sweepMs = 60_000;
/** Generations of one account that one transaction ends or queues again. */
const endedAtOnce = 50;

export interface UpkeepParts extends SweepParts {
  readonly leaseClock: LeaseClock;
  readonly owner: string;
  readonly leases: HeldLeases;
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

export interface Recovered {
  /** Resolves when the images of what was ended are gone as far as they can be: no start and no next look waits for it. */
  readonly cleared: Promise<void>;
}

/**
 * Ends what an owner that died left running, or queues it again. After a pause of this process its own leases have run
 * out, too; so they are renewed first, and what ran out is told by the time before that.
 */
export async function recover(parts: UpkeepParts): Promise<Recovered> {
  const { store, leases } = parts;
  const ended: ImagesNamedBy[] = [];
  const ranOutMs = parts.leaseClock.now();
  await leases.freshen();
  try {
    for (const book of await store.read(findAbandoned, { nowMs: ranOutMs })) {
      for await (const failed of endAbandoned(parts, book, ranOutMs)) ended.push(...failed);
    }
  } catch (error) {
    // What was ended before is found by no later look.
    void dropOrphansOf(parts, ended);
    throw error;
  }
  return { cleared: dropOrphansOf(parts, ended) };
}

/** Some at a time, so that the account can be used in between; each time those that were ended. */
async function* endAbandoned(
  { store, clock, log }: UpkeepParts,
  book: AbandonedOf,
  ranOutMs: number,
): AsyncGenerator<readonly ImagesNamedBy[]> {
  for (;;) {
    const search = { ...book, nowMs: clock.now(), ranOutMs, limit: endedAtOnce };
    const { failed, requeued } = await store.write(failAbandoned, search);
    if (failed.length > 0) {
      log.warn({ generations: failed.map(({ id }) => id) }, 'abandoned generations were ended');
    }
    if (requeued.length > 0) log.warn({ generations: requeued }, 'abandoned tasks are queued again');
    yield failed;
    if (failed.length + requeued.length < endedAtOnce) return;
  }
}

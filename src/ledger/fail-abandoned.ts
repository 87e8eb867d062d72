import { failures } from '../generation/failure.ts';
import type { Attempt } from '../generation/outcome.ts';
import { keptAttempts } from '../records/kept-outputs.ts';
import { type AbandonedGeneration, type AbandonedOf, claimAbandoned } from '../records/leases.ts';
import { requeueTasks } from '../records/requeue-task.ts';
import { type Db, defineUnit } from '../store/unit.ts';
import { type Settlement, settleAll } from './settle.ts';
import { lockAccount } from './transfers.ts';

export interface Abandoned {
  /** Tasks that wait for another owner. */
  readonly requeued: readonly string[];
  readonly failed: readonly AbandonedGeneration[];
}

export interface AbandonedSearch extends AbandonedOf {
  readonly nowMs: number;
  /** Leases that ended before this ran out (`LeaseClock`); default: `nowMs`. */
  readonly ranOutMs?: number;
  readonly limit: number;
}

/**
 * Deals with generations of one account whose owner died. A task is begun again by somebody else; a request that
 * somebody waited for fails, and what was held for it goes back, in the same transaction. Whoever uses the account waits
 * for it meanwhile, and in their process all who share a commit with them: so it is one account, and few at a time.
 */
export const failAbandoned = defineUnit({
  name: 'fail-abandoned',
  module: import.meta.url,
  async run(
    db: Db,
    { accountId, mode, nowMs, ranOutMs = nowMs, limit }: AbandonedSearch,
  ): Promise<Abandoned> {
    // The account before its generations, as where they are settled: else two processes wait for each other.
    await lockAccount(db, accountId, mode);
    const found = await claimAbandoned(db, { accountId, mode, nowMs: ranOutMs, limit });
    const tasks = found.filter(({ kind }) => kind === 'async-image');
    const requeued = await requeueTasks(db, { tasks, nowMs });
    const lost = found.filter(({ id }) => !requeued.includes(id));
    if (lost.length === 0) return { requeued, failed: [] };
    const lostTasks = lost.filter(({ kind }) => kind === 'async-image').map(({ id }) => id);
    const attempts = await keptAttempts(db, lostTasks);
    const ended = await settleAll(
      db,
      lost.map((generation) => interrupted(generation, nowMs, attempts.get(generation.id))),
    );
    return { requeued, failed: lost.filter((_, index) => ended[index]) };
  },
});

const interrupted = (
  generation: AbandonedGeneration,
  nowMs: number,
  attempts: readonly Attempt[] = [],
): Settlement => ({
  ...generation,
  nowMs,
  lane: generation.kind === 'async-image' ? 'task' : 'sync',
  chargedMicros: 0,
  ending: {
    state: 'failed',
    code: 'interrupted',
    message: failures.interrupted.publicMessage,
    internal: `owner ${generation.owner ?? 'nobody'} stopped renewing its lease`,
    attempts,
  },
});

import { failures } from '../generation/failure.ts';
import { keptAttempts } from '../records/kept-outputs.ts';
import { type AbandonedGeneration, claimAbandoned, findAbandoned } from '../records/leases.ts';
import { requeueTask } from '../records/requeue-task.ts';
import { type Db, defineUnit } from '../store/unit.ts';
import { settle } from './settle.ts';
import { bookName, lockAccount } from './transfers.ts';

export interface Abandoned {
  /** Tasks that wait for another owner. */
  readonly requeued: readonly string[];
  readonly failed: readonly AbandonedGeneration[];
}

/**
 * Deals with generations whose owner died. A task is begun again by somebody else; a request that somebody
 * waited for fails, and what was held for it goes back, in the same transaction.
 */
export const failAbandoned = defineUnit({
  name: 'fail-abandoned',
  module: import.meta.url,
  async run(
    db: Db,
    // Leases that ended before `ranOutMs` ran out (`LeaseClock`); default: `nowMs`.
    input: { nowMs: number; ranOutMs?: number; limit: number },
  ): Promise<Abandoned> {
    const ranOutMs = input.ranOutMs ?? input.nowMs;
    const failed: AbandonedGeneration[] = [];
    const requeued: string[] = [];
    const found = await findAbandoned(db, { nowMs: ranOutMs, limit: input.limit });
    for (const generation of found.sort(byBook)) {
      // The account before the generation, as where it is settled: else two processes wait for each other.
      await lockAccount(db, generation.accountId, generation.mode);
      if (!(await claimAbandoned(db, { nowMs: ranOutMs, id: generation.id, fence: generation.fence })))
        continue;
      const { id, fence, kind } = generation;
      if (kind === 'async-image' && (await requeueTask(db, { id, fence, nowMs: input.nowMs }))) {
        requeued.push(generation.id);
        continue;
      }
      const ended = await settle(db, {
        ...generation,
        nowMs: input.nowMs,
        lane: generation.kind === 'async-image' ? 'task' : 'sync',
        chargedMicros: 0,
        ending: {
          state: 'failed',
          code: 'interrupted',
          message: failures.interrupted.publicMessage,
          internal: `owner ${generation.owner ?? 'nobody'} stopped renewing its lease`,
          attempts: kind === 'async-image' ? await keptAttempts(db, id) : [],
        },
      });
      if (ended) failed.push(generation);
    }
    return { requeued, failed };
  },
});

/** The order in which every unit that touches several accounts takes their rows. */
function byBook(one: AbandonedGeneration, other: AbandonedGeneration): number {
  const [name, otherName] = [bookName(one), bookName(other)];
  if (name === otherName) return 0;
  return name < otherName ? -1 : 1;
}

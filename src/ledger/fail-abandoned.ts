import { failures } from '../generation/failure.ts';
import { type AbandonedGeneration, findAbandoned } from '../records/leases.ts';
import { requeueTask } from '../records/requeue-task.ts';
import { type Db, defineUnit } from '../store/unit.ts';
import { settle } from './settle.ts';

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
  async run(db: Db, input: { nowMs: number; limit: number }): Promise<Abandoned> {
    const failed: AbandonedGeneration[] = [];
    const requeued: string[] = [];
    for (const generation of await findAbandoned(db, input)) {
      if (generation.kind === 'async-image' && (await requeueTask(db, generation))) {
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
          attempts: [],
        },
      });
      if (ended) failed.push(generation);
    }
    return { requeued, failed };
  },
});

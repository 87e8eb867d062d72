import { failures } from '../generation/failure.ts';
import { type AbandonedGeneration, findAbandoned } from '../records/leases.ts';
import { type Db, defineUnit } from '../store/unit.ts';
import { settle } from './settle.ts';

/**
 * Ends generations whose owner died. Nothing of them was answered, so they fail, and what was held for them
 * goes back, in the same transaction.
 */
export const failAbandoned = defineUnit({
  name: 'fail-abandoned',
  module: import.meta.url,
  async run(db: Db, input: { nowMs: number; limit: number }): Promise<AbandonedGeneration[]> {
    const failed: AbandonedGeneration[] = [];
    for (const generation of await findAbandoned(db, input)) {
      const ended = await settle(db, {
        ...generation,
        nowMs: input.nowMs,
        keySettings: {},
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
    return failed;
  },
});

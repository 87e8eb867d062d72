import type { Mode } from '../generation/caller.ts';
import { failures } from '../generation/failure.ts';
import { firstTaskFence } from '../records/claim-tasks.ts';
import { findForCancel } from '../records/find-for-cancel.ts';
import { keptAttempts } from '../records/kept-outputs.ts';
import { type Db, defineUnit } from '../store/unit.ts';
import { settle } from './settle.ts';
import { lockAccount } from './transfers.ts';

export type CancelResult = 'cancelled' | 'too-late' | 'ended' | 'unknown';

/** Cancels a task that has not gone upstream and gives back what was held. Whoever runs it finds its fence refused. */
export const cancelTask = defineUnit({
  name: 'cancel-task',
  module: import.meta.url,
  async run(
    db: Db,
    input: { id: string; accountId: string; mode: Mode; nowMs: number },
  ): Promise<CancelResult> {
    await lockAccount(db, input.accountId, input.mode);
    const found = await findForCancel(db, input);
    if (!found) return 'unknown';
    if (found.ended) return 'ended';
    if (found.dispatched) return 'too-late';
    const { id, fence } = found.generation;
    const cancelled = await settle(db, {
      ...found.generation,
      nowMs: input.nowMs,
      lane: 'task',
      chargedMicros: 0,
      ending: {
        state: 'cancelled',
        code: 'cancelled',
        message: failures.cancelled.publicMessage,
        internal: null,
        attempts: fence > firstTaskFence ? ((await keptAttempts(db, [id])).get(id) ?? []) : [],
      },
    });
    return cancelled ? 'cancelled' : 'too-late';
  },
});

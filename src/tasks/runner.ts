import type { Ticket } from '../admission/accept.ts';
import type { Clock } from '../lib/clock.ts';
import { type ClaimedTask, claimTasks } from '../records/claim-tasks.ts';
import type { Store } from '../store/store.ts';
import type { BeginTask } from './task-queue.ts';

export interface RunnerParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly owner: string;
  /** Tasks this process performs at once. */
  readonly limit: number;
  /** Runs one to its end; never throws, failures are recorded. */
  readonly perform: (ticket: Ticket) => Promise<void>;
}

export interface Runner {
  readonly begin: BeginTask;
  readonly running: () => number;
  /** Resolves when every task begun here has ended. */
  idle(): Promise<void>;
}

/** Performs claimed tasks, a bounded number at once. */
export function createRunner(parts: RunnerParts): Runner {
  const running = new Set<Promise<void>>();

  async function roomFor(): Promise<void> {
    while (running.size >= parts.limit) await Promise.race(running);
  }

  return {
    running: () => running.size,
    async begin(id) {
      await roomFor();
      const limit = id === undefined ? Math.min(parts.limit - running.size, 64) : 1;
      const claimed = await parts.store.write(claimTasks, {
        owner: parts.owner,
        nowMs: parts.clock.now(),
        limit,
        ...(id === undefined ? {} : { id }),
      });
      for (const task of claimed) {
        const work: Promise<void> = parts.perform(ticketOf(task)).finally(() => running.delete(work));
        running.add(work);
      }
      return claimed.length > 0;
    },
    async idle() {
      while (running.size > 0) await Promise.all(running);
    },
  };
}

/** Everything the key allowed was checked and pinned at accept; what is left of the caller is who pays. */
function ticketOf(task: ClaimedTask): Ticket {
  const { accountId, keyId, mode, ...rest } = task;
  return { ...rest, caller: { accountId, keyId, mode, keyName: '', unlimited: false, settings: {} } };
}

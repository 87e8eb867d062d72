import type { Ticket } from '../admission/accept.ts';
import { type ClaimedTask, claimTasks } from '../records/claim-tasks.ts';
import type { LeaseClock } from '../records/lease-clock.ts';
import type { Store } from '../store/store.ts';
import { Places } from './places.ts';
import type { BeginTask } from './task-queue.ts';

export interface RunnerParts {
  readonly store: Store;
  readonly leaseClock: Pick<LeaseClock, 'now' | 'catchUp'>;
  readonly owner: string;
  /** Tasks this process performs at once. */
  readonly limit: number;
  /** While it is not, tasks stay queued. */
  readonly mayBegin: () => boolean;
  /** Runs one to its end; never throws, failures are recorded. */
  readonly perform: (ticket: Ticket) => Promise<void>;
}

export interface Runner {
  readonly begin: BeginTask;
  readonly running: () => number;
  /** Begins nothing more; what waits to begin is left where it is. */
  close(): void;
  /** Resolves when every task begun here has ended. */
  idle(): Promise<void>;
}

const mostPerClaim = 64;

/** Performs claimed tasks, a bounded number at once. */
export function createRunner(parts: RunnerParts): Runner {
  const running = new Set<Promise<void>>();
  const claiming = new Set<Promise<unknown>>();
  const places = new Places(parts.limit);
  let turnOf: string | undefined;

  async function claim(id: string | undefined): Promise<boolean> {
    if (!parts.mayBegin()) {
      places.free();
      return false;
    }
    const limit = 1 + (id === undefined ? places.takeSpare(mostPerClaim - 1) : 0);
    let claimed: readonly ClaimedTask[] = [];
    try {
      await parts.leaseClock.catchUp();
      claimed = await parts.store.write(claimTasks, {
        owner: parts.owner,
        nowMs: parts.leaseClock.now(),
        limit,
        ...(id === undefined ? {} : { id }),
        ...(turnOf === undefined ? {} : { turnOf }),
      });
      if (id === undefined) turnOf = claimed.at(-1)?.keyId ?? turnOf;
    } finally {
      places.free(limit - claimed.length);
    }
    for (const task of claimed) {
      const work: Promise<void> = parts.perform(ticketOf(task)).finally(() => {
        running.delete(work);
        places.free();
      });
      running.add(work);
    }
    return claimed.length > 0;
  }

  function track(work: Promise<boolean>): Promise<boolean> {
    const tracked: Promise<boolean> = work.finally(() => claiming.delete(tracked));
    claiming.add(tracked);
    return tracked;
  }

  return {
    running: () => running.size,
    async begin(id) {
      if (places.takeFree()) return track(claim(id));
      // Where there is no room, news of one task are news of the queue: whose turn it is, is decided by the rows.
      let isAny = false;
      while (await places.take()) {
        if (!(await track(claim(undefined)))) break;
        isAny = true;
        if (id === undefined) break;
      }
      return isAny;
    },
    close: () => places.close(),
    async idle() {
      // What was being claimed when the end was announced is running a moment later.
      while (claiming.size + running.size > 0) await Promise.allSettled([...claiming, ...running]);
    },
  };
}

/** Everything the key allowed was checked and pinned at accept; what is left of the caller is who pays. */
function ticketOf(task: ClaimedTask): Ticket {
  const { accountId, keyId, mode, ...rest } = task;
  return { caller: { accountId, keyId, mode, keyName: '', unlimited: false, settings: {} }, ...rest };
}

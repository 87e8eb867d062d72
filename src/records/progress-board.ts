import type { StepCounts } from '../generation/receipt.ts';
import type { GenerationRequest } from '../generation/request.ts';
import type { Log } from '../lib/log.ts';
import type { Store } from '../store/store.ts';
import { noteSteps, type StepNote } from './note-steps.ts';

export interface RunningTask {
  readonly id: string;
  readonly fence: number;
  readonly request: Pick<GenerationRequest, 'kind'>;
}

export type Step = 'attempt' | 'answered' | 'archived';

/** Keeps how far the tasks of this process are where every process can read it. */
export interface ProgressBoard {
  /** A step of one image of a task. Nobody can look at a request that somebody waits for: it is not kept. */
  note(task: RunningTask, slot: number, step: Step): void;
  /** The task ends; nothing more is written for it. */
  forget(task: Pick<RunningTask, 'id'>): void;
}

export interface ProgressBoardParts {
  readonly store: Store;
  readonly log: Log;
  /** Resolves when it is time to write what changed. */
  readonly wait: () => Promise<unknown>;
}

/** Tasks per transaction. */
const mostAtOnce = 200;

interface Entry {
  readonly fence: number;
  attempts: number;
  readonly answered: Set<number>;
  readonly archived: Set<number>;
}

/** Writes what changed now and then, all tasks together: one that is done sooner costs nothing. */
export function createProgressBoard({ store, log, wait }: ProgressBoardParts): ProgressBoard {
  const entries = new Map<string, Entry>();
  const changed = new Set<string>();
  let isWriting = false;

  async function write(): Promise<void> {
    while (changed.size > 0) {
      await wait();
      const ids = [...changed].slice(0, mostAtOnce);
      for (const id of ids) changed.delete(id);
      const notes = ids.flatMap((id) => noteOf(id, entries.get(id)));
      if (notes.length > 0) await store.write(noteSteps, { notes });
    }
  }

  return {
    note({ id, fence, request }, slot, step) {
      if (request.kind !== 'async-image') return;
      const entry = entries.get(id) ?? { fence, attempts: 0, answered: new Set(), archived: new Set() };
      if (step === 'attempt') entry.attempts += 1;
      else entry[step].add(slot);
      entries.set(id, entry);
      changed.add(id);
      if (isWriting) return;
      isWriting = true;
      write()
        .catch((error: unknown) => log.warn({ err: error }, 'the progress of tasks could not be kept'))
        .finally(() => {
          isWriting = false;
        });
    },
    forget({ id }) {
      entries.delete(id);
      changed.delete(id);
    },
  };
}

function noteOf(id: string, entry: Entry | undefined): StepNote[] {
  if (!entry) return [];
  const steps: StepCounts = {
    attempts: entry.attempts,
    answered: entry.answered.size,
    archived: entry.archived.size,
  };
  return [{ id, fence: entry.fence, steps }];
}

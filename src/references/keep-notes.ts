import { setTimeout as sleep } from 'node:timers/promises';
import type { ReferenceNote } from '../generation/reference-note.ts';

type Notes = readonly ReferenceNote[];

export interface NoteKeeper {
  /** Of notes that may go on changing: what is written is what they are by then. */
  onChange(notes: Notes): void;
  /** Writes the last notes, and rejects when that fails. Call it once. */
  close(): Promise<void>;
}

/** Watchers look so often; references that are there sooner cost one write and not two. */
const everyMs = 250;

/** Writes notes as they change, now and then, and the last ones for certain. */
export function keepNotes(
  write: (notes: Notes) => Promise<unknown>,
  wait: (ms: number, signal: AbortSignal) => Promise<unknown> = (ms, signal) =>
    sleep(ms, undefined, { signal, ref: false }),
): NoteKeeper {
  // Most requests have no references: theirs is never needed, and an abort records where it was called.
  let closed: AbortController | undefined;
  let isClosed = false;
  let latest: Notes | undefined;
  let isWritten = false;
  let writing: Promise<void> | undefined;

  const writeNowAndThen = async (signal: AbortSignal): Promise<void> => {
    for (;;) {
      await wait(everyMs, signal);
      if (signal.aborted || latest === undefined || isWritten) continue;
      isWritten = true;
      await write([...latest]);
    }
  };

  return {
    onChange(notes) {
      latest = notes;
      isWritten = false;
      // It ends with the signal, or with a write that failed; then the last one is what counts.
      if (closed || isClosed) return;
      closed = new AbortController();
      writing = writeNowAndThen(closed.signal).catch(() => undefined);
    },
    async close() {
      isClosed = true;
      closed?.abort();
      await writing;
      if (latest !== undefined) await write(latest);
    },
  };
}

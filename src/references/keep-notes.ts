import { setTimeout as sleep } from 'node:timers/promises';
import type { ReferenceNote } from '../generation/reference-note.ts';

type Notes = readonly ReferenceNote[];

export interface NoteKeeper {
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
  const closed = new AbortController();
  let latest: Notes | undefined;
  let written: Notes | undefined;
  let writing: Promise<void> | undefined;

  const writeNowAndThen = async (): Promise<void> => {
    for (;;) {
      await wait(everyMs, closed.signal);
      if (closed.signal.aborted || latest === undefined || latest === written) continue;
      written = latest;
      await write(latest);
    }
  };

  return {
    onChange(notes) {
      latest = notes;
      // It ends with the signal, or with a write that failed; then the last one is what counts.
      writing ??= writeNowAndThen().catch(() => undefined);
    },
    async close() {
      closed.abort();
      await writing;
      if (latest !== undefined) await write(latest);
    },
  };
}

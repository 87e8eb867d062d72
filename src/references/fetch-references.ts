import { setMaxListeners } from 'node:events';
import { unlinkSync } from 'node:fs';
import path from 'node:path';
import type { FoundArtifact } from '../generation/found-artifact.ts';
import type { ReadyReference } from '../generation/provider.ts';
import { type ReferenceNote, type ReferenceOrigin, waitingNote } from '../generation/reference-note.ts';
import type { Reference } from '../generation/request.ts';
import type { Clock } from '../lib/clock.ts';
import { createSpool, type Spool, spoolSuffix } from '../lib/spool/spool.ts';
import { ByteBudget } from './byte-budget.ts';
import type { ReferenceCache, ReferenceOwner } from './cache/reference-cache.ts';
import { copyOwn, type OwnPath, ownPath } from './copy-own.ts';
import { asFailure } from './failures.ts';
import { ImageSink, type InspectedImage } from './image-sink.ts';
import { inspectSpooled } from './inspect-spooled.ts';

/** References that are ready to be sent, in the order asked. */
export interface FetchedReferences {
  readonly references: readonly ReadyReference[];
  /** Removes the files that were made here; files of `spooled` references stay with whoever made them. */
  release(): void;
}

/**
 * Told of every change: what became of each reference, in the order asked. They are the same notes each time and go on
 * changing; whoever keeps them copies them.
 */
export type OnReferences = (notes: readonly ReferenceNote[]) => void;

/**
 * Fetches and inspects the references of a generation, 14 at once. `name` is a plain file name, unique to
 * the generation. Rejects with a `Failure`: `reference_unreachable` (it cannot be had now), `reference_refused` (nor
 * later), `reference_too_large` or `reference_rejected` (it is no picture we take). The first failure ends the other
 * transfers, none is begun after it, and no file is left behind.
 */
export type FetchReferences = (
  references: readonly Reference[],
  name: string,
  owner: ReferenceOwner,
  onChange?: OnReferences,
  /** Ends every transfer; rejects with its reason. */
  signal?: AbortSignal,
) => Promise<FetchedReferences>;

export interface FetchReferencesParts {
  readonly cache: ReferenceCache;
  readonly clock: Clock;
  /** Folder for the files. */
  readonly spoolFolder: string;
  /** Origin of our own artifact and upload URLs; they are read without network. */
  readonly publicUrl: () => string;
  readonly findArtifact: (key: string) => Promise<FoundArtifact>;
  /** `missing` for an upload of another owner. */
  readonly findUpload: (name: string, owner: ReferenceOwner) => Promise<FoundArtifact>;
  /** References of one generation may hold this much together. Default 100 MiB. */
  readonly maxTotalBytes?: number;
  /** Called once for each reference that was looked at. */
  readonly onEnd?: (result: ReferenceOrigin | 'failed') => void;
}

/** Everything one reference needs while it is made ready. */
interface Errand {
  readonly parts: FetchReferencesParts;
  readonly owner: ReferenceOwner;
  readonly budget: ByteBudget;
  readonly signal: AbortSignal;
  /** Plain name for its file, which goes with `release`. */
  readonly name: string;
}

/** As many as any model takes (gemini-upstream §4); a native body may name more files, and each takes descriptors. */
const mostAtOnce = 14;

export function createFetchReferences(parts: FetchReferencesParts): FetchReferences {
  return async (references, name, owner, onChange = () => undefined, signal = undefined) => {
    if (references.length === 0) return { references: [], release: () => undefined };
    const nameOf = (index: number) => `${name}-reference-${index + 1}`;
    const release = (): void => {
      for (const [index, { kind }] of references.entries()) {
        if (kind === 'url') unlinkQuietly(fileOf(parts, nameOf(index)));
      }
    };
    const notes = references.map(waitingNote);
    const note = (index: number, change: Partial<ReferenceNote>): void => {
      notes[index] = { ...(notes[index] as ReferenceNote), ...change };
      onChange(notes);
    };
    let first: unknown;
    const stop = new AbortController();
    // Every transfer listens to it, of which Node would warn as of a leak.
    setMaxListeners(0, stop.signal);
    const abandon = (): void => {
      first ??= signal?.reason;
      stop.abort(signal?.reason);
    };
    signal?.addEventListener('abort', abandon, { once: true });
    if (signal?.aborted) abandon();
    const budget = new ByteBudget(parts.maxTotalBytes ?? 100 * 1_048_576);

    const waiting = references.entries();
    const ready = new Map<number, ReadyReference>();
    const run = async (index: number, reference: Reference): Promise<void> => {
      const errand = { parts, owner, budget, signal: stop.signal, name: nameOf(index) };
      const startedMs = parts.clock.now();
      const durationMs = () => Math.max(0, parts.clock.now() - startedMs);
      note(index, { state: 'fetching' });
      try {
        const { reference: made, from } = await makeReady(reference, errand);
        const { mediaType, sizeBytes, width, height } = made;
        parts.onEnd?.(from);
        note(index, { state: 'ready', from, mediaType, sizeBytes, width, height, durationMs: durationMs() });
        ready.set(index, made);
      } catch (error) {
        const failure = asFailure(error, reference, index);
        // The first failure stops the other transfers; how they end then is not the reason why the generation fails.
        note(index, { state: first === undefined ? 'failed' : 'stopped', durationMs: durationMs() });
        if (first === undefined) parts.onEnd?.('failed');
        first ??= failure;
        stop.abort(failure);
      }
    };
    const takeTurns = async (): Promise<void> => {
      while (!stop.signal.aborted) {
        const next = waiting.next();
        if (next.done) return;
        await run(...next.value);
      }
    };

    try {
      // To the end of each: a transfer that is still ending may not write into a file that was removed.
      await Promise.all(Array.from({ length: Math.min(mostAtOnce, references.length) }, takeTurns));
    } finally {
      signal?.removeEventListener('abort', abandon);
    }
    if (ready.size === references.length) {
      return { references: references.map((_, index) => ready.get(index) as ReadyReference), release };
    }
    for (const [index] of waiting) note(index, { state: 'stopped' });
    release();
    throw first;
  };
}

interface Ready {
  readonly reference: ReadyReference;
  readonly from: ReferenceOrigin;
}

async function makeReady(reference: Reference, errand: Errand): Promise<Ready> {
  const { parts, owner, budget, signal } = errand;
  if (reference.kind === 'spooled') {
    return { reference: await inspectSpooled(reference, budget), from: 'inline' };
  }
  const { url, takesGif = false } = reference;
  const own = ownPath(url, parts.publicUrl());
  if (own) return { reference: { ...(await fromArchive(own, errand)), source: url }, from: 'archive' };
  const take = (sizeBytes: number) => budget.take(sizeBytes);
  const file = fileOf(parts, errand.name);
  const { image, from } = await parts.cache.obtain({ owner, url, takesGif, path: file, signal, take });
  return { reference: { ...image, source: url }, from };
}

async function fromArchive(own: OwnPath, errand: Errand): Promise<InspectedImage> {
  const { parts, owner, budget, signal } = errand;
  const find = () =>
    own.folder === 'uploads' ? parts.findUpload(own.key, owner) : parts.findArtifact(own.key);
  let spool: Spool | undefined;
  const sink = (): ImageSink => {
    spool = createSpool(parts.spoolFolder, errand.name);
    return new ImageSink(spool, budget);
  };
  try {
    return await copyOwn(find, sink, signal, { turnOf: owner.keyId });
  } catch (error) {
    spool?.discard();
    throw error;
  }
}

const fileOf = (parts: FetchReferencesParts, name: string) =>
  path.join(parts.spoolFolder, name + spoolSuffix);

function unlinkQuietly(file: string): void {
  try {
    unlinkSync(file);
  } catch {
    // Never made, or the sweep removes what could not be removed here.
  }
}

import { setMaxListeners } from 'node:events';
import { unlinkSync } from 'node:fs';
import path from 'node:path';
import type { FoundArtifact } from '../generation/engine.ts';
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

/** Told of every change: what became of each reference, in the order asked. */
export type OnReferences = (notes: readonly ReferenceNote[]) => void;

/**
 * Fetches and inspects all references of a generation at once. `name` is a plain file name, unique to
 * the generation. Rejects with a `Failure`: `reference_unreachable` (it cannot be had now), `reference_refused` (nor
 * later), `reference_too_large` or `reference_rejected` (it is no picture we take). The first failure ends the other
 * transfers, and no file is left behind.
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
      onChange([...notes]);
    };
    let first: unknown;
    const stop = new AbortController();
    // Every transfer listens to it: up to 14, of which Node would warn as of a leak.
    setMaxListeners(0, stop.signal);
    const abandon = (): void => {
      first ??= signal?.reason;
      stop.abort(signal?.reason);
    };
    signal?.addEventListener('abort', abandon, { once: true });
    if (signal?.aborted) abandon();
    const budget = new ByteBudget(parts.maxTotalBytes ?? 100 * 1_048_576);

    const errands = references.map(async (reference, index) => {
      const errand = { parts, owner, budget, signal: stop.signal, name: nameOf(index) };
      const startedMs = parts.clock.now();
      const durationMs = () => Math.max(0, parts.clock.now() - startedMs);
      note(index, { state: 'fetching' });
      try {
        const { reference: ready, from } = await makeReady(reference, errand);
        const { mediaType, sizeBytes, width, height } = ready;
        parts.onEnd?.(from);
        note(index, { state: 'ready', from, mediaType, sizeBytes, width, height, durationMs: durationMs() });
        return ready;
      } catch (error) {
        const failure = asFailure(error, reference, index);
        // The first failure stops the other transfers; how they end then is not the reason why the generation fails.
        note(index, { state: first === undefined ? 'failed' : 'stopped', durationMs: durationMs() });
        if (first === undefined) parts.onEnd?.('failed');
        first ??= failure;
        stop.abort(failure);
        throw failure;
      }
    });

    try {
      return { references: await Promise.all(errands), release };
    } catch {
      // A transfer that is still ending may not write into a file that was removed.
      await Promise.allSettled(errands);
      release();
      throw first;
    } finally {
      signal?.removeEventListener('abort', abandon);
    }
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

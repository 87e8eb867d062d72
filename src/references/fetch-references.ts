import type { FoundArtifact } from '../generation/engine.ts';
import type { ReadyReference } from '../generation/provider.ts';
import type { Reference } from '../generation/request.ts';
import type { Outbound } from '../lib/outbound.ts';
import { createSpool, type Spool } from '../lib/spool/spool.ts';
import { ByteBudget } from './byte-budget.ts';
import { copyOwn, ownArtifactKey } from './copy-own.ts';
import { download } from './download.ts';
import { asFailure, labelOf } from './failures.ts';
import { ImageSink } from './image-sink.ts';
import { inspectSpooled } from './inspect-spooled.ts';
import { createSemaphore, type Semaphore } from './semaphore.ts';

/** References that are ready to be sent, in the order asked. */
export interface FetchedReferences {
  readonly references: readonly ReadyReference[];
  /** Removes the files that were made here; files of `spooled` references stay with whoever made them. */
  release(): void;
}

/**
 * Fetches and inspects all references of a generation at once. `name` is a plain file name, unique to
 * the generation. Rejects with a `Failure`: `reference_unreachable` (it cannot be had) or
 * `reference_rejected` (it is no picture we take). The first failure ends the other transfers, and no
 * file is left behind.
 */
export type FetchReferences = (references: readonly Reference[], name: string) => Promise<FetchedReferences>;

export interface FetchReferencesParts {
  readonly outbound: Outbound;
  /** Folder for the files. */
  readonly spoolFolder: string;
  /** Origin of our own artifact URLs; they are read without network. */
  readonly publicUrl: () => string;
  readonly findArtifact: (key: string) => Promise<FoundArtifact>;
  /** References of one generation may hold this much together. Default 100 MiB. */
  readonly maxTotalBytes?: number;
  /** Transfers of all generations at one time. Default 64. */
  readonly maxTransfers?: number;
}

/** Everything one reference needs while it is made ready. */
interface Errand {
  readonly parts: FetchReferencesParts;
  readonly index: number;
  readonly budget: ByteBudget;
  readonly transfers: Semaphore;
  readonly signal: AbortSignal;
  readonly openSpool: () => Spool;
}

export function createFetchReferences(parts: FetchReferencesParts): FetchReferences {
  const transfers = createSemaphore(parts.maxTransfers ?? 64);

  return async (references, name) => {
    const spools: Spool[] = [];
    const release = (): void => {
      for (const spool of spools.splice(0)) spool.discard();
    };
    let first: unknown;
    const stop = new AbortController();
    const budget = new ByteBudget(parts.maxTotalBytes ?? 100 * 1_048_576);

    const errands = references.map(async (reference, index) => {
      const openSpool = (): Spool => {
        const spool = createSpool(parts.spoolFolder, `${name}-reference-${index + 1}`);
        spools.push(spool);
        return spool;
      };
      const errand = { parts, index, budget, transfers, signal: stop.signal, openSpool };
      return await makeReady(reference, errand).catch((error: unknown) => {
        const failure = asFailure(error, labelOf(reference, index));
        // Those that end because of it must not be taken for the reason.
        first ??= failure;
        stop.abort(failure);
        throw failure;
      });
    });

    try {
      return { references: await Promise.all(errands), release };
    } catch {
      // A transfer that is still ending may not write into a file that was removed.
      await Promise.allSettled(errands);
      release();
      throw first;
    }
  };
}

async function makeReady(reference: Reference, errand: Errand): Promise<ReadyReference> {
  const { parts, index, budget, signal } = errand;
  const label = labelOf(reference, index);
  if (reference.kind === 'spooled') return inspectSpooled(reference, label, budget);

  const { url } = reference;
  const key = ownArtifactKey(url, parts.publicUrl());
  const sink = (): ImageSink => new ImageSink(errand.openSpool(), label, budget);
  if (key !== undefined)
    return { ...(await copyOwn(parts.findArtifact, key, sink, label, signal)), source: url };

  const leave = await errand.transfers.enter(signal);
  try {
    return { ...(await download(parts.outbound, url, sink, label, signal)), source: url };
  } finally {
    leave();
  }
}

import { setMaxListeners } from 'node:events';
import type { Caller } from '../generation/caller.ts';
import type { FoundArtifact } from '../generation/engine.ts';
import type { ReadyReference } from '../generation/provider.ts';
import type { Reference } from '../generation/request.ts';
import type { Outbound } from '../lib/outbound.ts';
import { createSpool, type Spool } from '../lib/spool/spool.ts';
import { ByteBudget } from './byte-budget.ts';
import { copyOwn, ownPath } from './copy-own.ts';
import { download } from './download.ts';
import { asFailure } from './failures.ts';
import { ImageSink } from './image-sink.ts';
import { inspectSpooled } from './inspect-spooled.ts';
import { createTransferSlots, type TransferSlots } from './transfer-slots.ts';

/** References that are ready to be sent, in the order asked. */
export interface FetchedReferences {
  readonly references: readonly ReadyReference[];
  /** Removes the files that were made here; files of `spooled` references stay with whoever made them. */
  release(): void;
}

/** For whom references are fetched. */
export type ReferenceOwner = Pick<Caller, 'keyId' | 'accountId' | 'mode'>;

/**
 * Fetches and inspects all references of a generation at once. `name` is a plain file name, unique to
 * the generation. Rejects with a `Failure`: `reference_unreachable` (it cannot be had) or
 * `reference_rejected` (it is no picture we take). The first failure ends the other transfers, and no
 * file is left behind.
 */
export type FetchReferences = (
  references: readonly Reference[],
  name: string,
  owner: ReferenceOwner,
) => Promise<FetchedReferences>;

export interface FetchReferencesParts {
  readonly outbound: Outbound;
  /** Folder for the files. */
  readonly spoolFolder: string;
  /** Origin of our own artifact and upload URLs; they are read without network. */
  readonly publicUrl: () => string;
  readonly findArtifact: (key: string) => Promise<FoundArtifact>;
  /** `missing` for an upload of another owner. */
  readonly findUpload: (name: string, owner: ReferenceOwner) => Promise<FoundArtifact>;
  /** References of one generation may hold this much together. Default 100 MiB. */
  readonly maxTotalBytes?: number;
  /** Transfers of all generations at one time. Default 64; 16 of one key, 16 to one host. */
  readonly maxTransfers?: number;
}

/** Everything one reference needs while it is made ready. */
interface Errand {
  readonly parts: FetchReferencesParts;
  readonly owner: ReferenceOwner;
  readonly budget: ByteBudget;
  readonly transfers: TransferSlots;
  readonly signal: AbortSignal;
  readonly openSpool: () => Spool;
}

export function createFetchReferences(parts: FetchReferencesParts): FetchReferences {
  const transfers = createTransferSlots({ total: parts.maxTransfers ?? 64, perKey: 16, perHost: 16 });

  return async (references, name, owner) => {
    const spools: Spool[] = [];
    const release = (): void => {
      for (const spool of spools.splice(0)) spool.discard();
    };
    let first: unknown;
    const stop = new AbortController();
    // Every transfer listens, and 14 of them are no leak.
    setMaxListeners(0, stop.signal);
    const budget = new ByteBudget(parts.maxTotalBytes ?? 100 * 1_048_576);

    const errands = references.map(async (reference, index) => {
      const openSpool = (): Spool => {
        const spool = createSpool(parts.spoolFolder, `${name}-reference-${index + 1}`);
        spools.push(spool);
        return spool;
      };
      const errand = { parts, owner, budget, transfers, signal: stop.signal, openSpool };
      return await makeReady(reference, errand).catch((error: unknown) => {
        const failure = asFailure(error, reference, index);
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
  const { parts, owner, budget, signal } = errand;
  if (reference.kind === 'spooled') return inspectSpooled(reference, budget);

  const { url } = reference;
  const own = ownPath(url, parts.publicUrl());
  const sink = (): ImageSink => new ImageSink(errand.openSpool(), budget);
  if (own) {
    const find = () =>
      own.folder === 'uploads' ? parts.findUpload(own.key, owner) : parts.findArtifact(own.key);
    return { ...(await copyOwn(find, sink, signal)), source: url };
  }

  const host = URL.canParse(url) ? new URL(url).host : '';
  const leave = await errand.transfers.enter({ key: owner.keyId, host }, signal);
  try {
    return { ...(await download(parts.outbound, url, sink, signal)), source: url };
  } finally {
    leave();
  }
}

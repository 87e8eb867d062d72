import { createHash, randomUUID } from 'node:crypto';
import { unlinkSync } from 'node:fs';
import type { Caller } from '../../generation/caller.ts';
import type { Clock } from '../../lib/clock.ts';
import { createFairPlaces } from '../../lib/fair-places.ts';
import type { Log } from '../../lib/log.ts';
import type { Outbound } from '../../lib/outbound.ts';
import { createSpool } from '../../lib/spool/spool.ts';
import { download } from '../download.ts';
import { ImageSink, type InspectedImage } from '../image-sink.ts';
import { DigestSpool } from './digest-spool.ts';
import { createFlights, type Waiter } from './flights.ts';
import { freshFor } from './fresh-for.ts';
import { openKeptPictures } from './kept-pictures.ts';
import { linkOrCopy } from './link-or-copy.ts';

/** For whom references are fetched. */
export type ReferenceOwner = Pick<Caller, 'keyId' | 'accountId' | 'mode'>;

export interface Wanted extends Waiter {
  readonly owner: ReferenceOwner;
  readonly url: string;
  /** A still GIF will do as well. */
  readonly takesGif?: boolean;
  /** Where its file is wanted; it belongs to the caller. */
  readonly path: string;
}

/** `network`: fetched for this one. `shared`: by a fetch another one had begun. `cache`: kept from an earlier one. */
export interface Obtained {
  readonly image: InspectedImage;
  readonly from: 'network' | 'shared' | 'cache';
}

/** Fetches pictures by URL, at most once at a time for an account, and keeps them as long as they may be used again. */
export interface ReferenceCache {
  /** Rejects with a `ReferenceProblem`, or with what the outbound door or the disk reported. */
  obtain(wanted: Wanted): Promise<Obtained>;
  /** Deletes what is over. */
  sweep(): Promise<void>;
  /** On the disk. */
  readonly sizeBytes: number;
}

export interface ReferenceCacheParts {
  readonly outbound: Outbound;
  readonly clock: Clock;
  readonly log: Log;
  /** Folder for files that still arrive; on the file system of `folder`, so that a kept one costs no copy. */
  readonly spoolFolder: string;
  readonly folder: string;
  /** What is kept may hold this much. */
  readonly mostBytes: number;
  readonly mostEntries: number;
  /** Longest use of what was fetched once; 0 keeps nothing. */
  readonly mostMs: number;
  /** Transfers at one time. Default 64; 16 of one key, 16 to one host. */
  readonly maxTransfers?: number;
}

interface Landed {
  readonly image: InspectedImage;
}

export async function openReferenceCache(parts: ReferenceCacheParts): Promise<ReferenceCache> {
  const { outbound, clock } = parts;
  const kept = await openKeptPictures(parts);
  const transfers = createFairPlaces({ total: parts.maxTransfers ?? 64, perKey: 16, perHost: 16 });
  const flights = createFlights<Landed>(({ image }) => unlinkQuietly(image.path));

  const fetchOnce = async (key: string, wanted: Wanted, work: Waiter): Promise<Landed> => {
    const { url } = wanted;
    const host = URL.canParse(url) ? new URL(url).host : '';
    const leave = await transfers.enter({ key: wanted.owner.keyId, host }, work.signal);
    let spool: DigestSpool | undefined;
    try {
      const sink = (): ImageSink => {
        spool = new DigestSpool(createSpool(parts.spoolFolder, `shared-${randomUUID()}`));
        return new ImageSink(spool, work, wanted.takesGif);
      };
      const { image, heads } = await download(outbound, wanted, sink, work.signal);
      const nowMs = clock.now();
      const freshMs = freshFor(heads, nowMs, parts.mostMs);
      if (freshMs > 0) {
        const digest = (spool as unknown as DigestSpool).digest();
        const { path, ...facts } = image;
        const times = { storedAtMs: nowMs, freshUntilMs: nowMs + freshMs };
        await kept.keep({ key, digest, ...facts, ...times }, path);
      }
      return { image };
    } catch (error) {
      spool?.discard();
      throw error;
    } finally {
      leave();
    }
  };

  return {
    async obtain(wanted) {
      const key = keyOf(wanted);
      const known = await kept.take(key, wanted.path);
      if (known) {
        const { mediaType, sizeBytes, width, height } = known;
        wanted.take(sizeBytes);
        return { image: { path: wanted.path, mediaType, sizeBytes, width, height }, from: 'cache' };
      }
      return flights.join(
        key,
        wanted,
        (work) => fetchOnce(key, wanted, work),
        async ({ image }, isFirst) => {
          await linkOrCopy(image.path, wanted.path, clock.now());
          return { image: { ...image, path: wanted.path }, from: isFirst ? 'network' : 'shared' };
        },
      );
    },
    sweep: () => kept.sweep(),
    get sizeBytes() {
      return kept.sizeBytes;
    },
  };
}

/** By account, never across: what one account's URL gave, or that it was asked for at all, is not another's business. */
const keyOf = ({ owner, url, takesGif }: Wanted) =>
  createHash('sha256')
    .update(`${owner.accountId}\0${owner.mode}\0${url}${takesGif ? '\0gif' : ''}`)
    .digest('hex');

function unlinkQuietly(file: string): void {
  try {
    unlinkSync(file);
  } catch {
    // The sweep removes what could not be removed here.
  }
}

import { timingSafeEqual } from 'node:crypto';
import type { ArtifactStore } from '../archive/stores/artifact-store.ts';
import type { BodyRoom } from '../generation/engine.ts';
import { Failure } from '../generation/failure.ts';
import type { Filling } from '../generation/upload.ts';
import type { Clock } from '../lib/clock.ts';
import type { Converter } from '../lib/convert/converter.ts';
import type { FairPlaces } from '../lib/fair-places.ts';
import type { UploadRow } from '../store/schema.ts';
import type { Store } from '../store/store.ts';
import { heldOnDisk } from './held-on-disk.ts';
import { keepBytes } from './keep-bytes.ts';
import { withStill } from './still-upload.ts';
import { rejected, takeUpload } from './take-upload.ts';
import { claimUpload, releaseUpload } from './upload-claims.ts';
import { uploadKey } from './upload-key.ts';
import type { QuotaUsedUp } from './upload-quota.ts';
import { fillUpload, findUpload } from './upload-rows.ts';

export interface FillParts {
  readonly store: Store;
  readonly files: ArtifactStore;
  readonly clock: Clock;
  /** Makes PNGs of GIFs. */
  readonly converter: Converter;
  /** What bodies may hold of the disk: whoever has a URL to fill brings no key of their own. */
  readonly room: BodyRoom;
  /** Uploads on their way at once. */
  readonly places: FairPlaces;
}

/**
 * Throws `not_found` for any pair of name and token that is not awaited, `invalid_request` when type or size differ
 * from what was promised, and what `withStill` throws. A failed try may be repeated.
 */
export async function fillReserved(
  { store, files, clock, converter, room, places }: FillParts,
  row: UploadRow | undefined,
  tokenHash: string,
  filling: Filling,
): Promise<UploadRow> {
  if (!row || !isAwaited(row, tokenHash, clock.now())) {
    throw new Failure('not_found', {
      message: 'This upload URL is not valid, was used already or has expired. Ask for a new one.',
    });
  }
  if (filling.mediaType !== row.media_type) throw unlike('Content-Type', row.media_type);
  if (filling.sizeBytes !== row.size_bytes) throw unlike('Content-Length', row.size_bytes);
  const spool = await takeUpload(
    { places, keyId: row.key_id, bytes: heldOnDisk(room, row.key_id, filling.bytes) },
    files.spoolFolder,
    `${row.id}-${clock.now()}-${nextNumber()}`,
  );
  try {
    return await withStill(spool, converter, async (still) => {
      if (still.sentAs !== row.media_type)
        throw rejected(`is ${still.sentAs} and not the promised ${row.media_type}.`);
      if (spool.sizeBytes !== row.size_bytes) throw unlike('the size', row.size_bytes);
      const { mediaType, sizeBytes, width, height } = still;
      const filled = { ...row, media_type: mediaType, size_bytes: sizeBytes, width, height };
      await withClaim({ store, clock }, row, async (claimedUntilMs) => {
        // The bytes first: a row that says they are there while they are not would say so for two days.
        const facts = { mediaType: filled.media_type, turnOf: filled.key_id };
        await keepBytes(files, uploadKey(filled), facts, still);
        const answer = await store.write(fillUpload, { row: filled, claimedUntilMs });
        if (answer === 'filled') return;
        const now = await store.read(findUpload, row.id);
        if (now?.state !== 'kept') await files.delete(uploadKey(row));
        throw answer === 'gone' ? usedAlready() : noRoom(answer);
      });
      return { ...filled, state: 'kept' };
    });
  } finally {
    spool.discard();
  }
}

/** Does `work` as the only one who may write under the upload's names; throws `not_found` when that is somebody else. */
export async function withClaim(
  { store, clock }: Pick<FillParts, 'store' | 'clock'>,
  row: UploadRow,
  work: (claimedUntilMs: number) => Promise<void>,
): Promise<void> {
  const claim = { id: row.id, partSizes: row.part_sizes, nowMs: clock.now() };
  const claimedUntilMs = await store.write(claimUpload, claim);
  if (claimedUntilMs === undefined) throw usedAlready();
  try {
    await work(claimedUntilMs);
  } catch (error) {
    await store.write(releaseUpload, { id: row.id, claimedUntilMs });
    throw error;
  }
}

export function isAwaited(row: UploadRow, tokenHash: string, nowMs: number): boolean {
  if (row.state !== 'awaited' || row.token_hash === null || (row.fill_until ?? 0) <= nowMs) return false;
  return timingSafeEqual(Buffer.from(row.token_hash), Buffer.from(tokenHash));
}

const usedAlready = () =>
  new Failure('not_found', {
    message: 'This upload URL was used already, or is being used by another request.',
  });

const usedUp: Readonly<Record<QuotaUsedUp, string>> = {
  key: 'This key has uploaded 200 MiB in the last 24 hours.',
  account: 'The keys of this account have uploaded 2 GiB in the last 24 hours.',
};

export const noRoom = (whose: QuotaUsedUp) =>
  new Failure('rate_limited', {
    message: `${usedUp[whose]} Use what is uploaded, or wait.`,
    retryAfterMs: 3_600_000,
  });

const unlike = (what: string, promised: string | number) =>
  new Failure('invalid_request', {
    message: `${what} must be ${promised}, as promised when the URL was made.`,
  });

let lastNumber = 0;
const nextNumber = () => ++lastNumber;

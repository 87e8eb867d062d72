import { timingSafeEqual } from 'node:crypto';
import type { ArtifactStore } from '../archive/stores/artifact-store.ts';
import { Failure } from '../generation/failure.ts';
import type { Filling } from '../generation/upload.ts';
import type { Clock } from '../lib/clock.ts';
import type { UploadRow } from '../store/schema.ts';
import type { Store } from '../store/store.ts';
import { keepBytes } from './keep-bytes.ts';
import { inspectUpload, rejected, takeUpload } from './take-upload.ts';
import { claimUpload, releaseUpload } from './upload-claims.ts';
import { uploadKey } from './upload-key.ts';
import { fillUpload, findUpload } from './upload-rows.ts';

export interface FillParts {
  readonly store: Store;
  readonly files: ArtifactStore;
  readonly clock: Clock;
}

/**
 * Throws `not_found` for any pair of name and token that is not awaited, `invalid_request` when type or size differ
 * from what was promised, and what `inspectUpload` throws. A failed try may be repeated.
 */
export async function fillReserved(
  { store, files, clock }: FillParts,
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
    filling.bytes,
    files.spoolFolder,
    `${row.id}-${clock.now()}-${nextNumber()}`,
  );
  try {
    const { mediaType, width, height } = await inspectUpload(spool);
    if (mediaType !== row.media_type)
      throw rejected(`is ${mediaType} and not the promised ${row.media_type}.`);
    if (spool.sizeBytes !== row.size_bytes) throw unlike('the size', row.size_bytes);
    await withClaim({ store, clock }, row, async (claimedUntilMs) => {
      // The bytes first: a row that says they are there while they are not would say so for two days.
      await keepBytes(files, row, spool);
      if (await store.write(fillUpload, { id: row.id, claimedUntilMs, width, height })) return;
      const now = await store.read(findUpload, row.id);
      if (now?.state !== 'kept') await files.delete(uploadKey(row));
      throw usedAlready();
    });
    return { ...row, state: 'kept', width, height };
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

const unlike = (what: string, promised: string | number) =>
  new Failure('invalid_request', {
    message: `${what} must be ${promised}, as promised when the URL was made.`,
  });

let lastNumber = 0;
const nextNumber = () => ++lastNumber;

import { timingSafeEqual } from 'node:crypto';
import type { ArtifactStore } from '../archive/stores/artifact-store.ts';
import { Failure } from '../generation/failure.ts';
import type { Filling } from '../generation/upload.ts';
import type { Clock } from '../lib/clock.ts';
import type { UploadRow } from '../store/schema.ts';
import type { Store } from '../store/store.ts';
import { keepBytes } from './keep-bytes.ts';
import { inspectUpload, rejected, takeUpload } from './take-upload.ts';
import { fillUpload } from './upload-rows.ts';

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
    // The row first: of two that fill the place at once only one may write bytes under its name.
    if (!(await store.write(fillUpload, { id: row.id, width, height }))) {
      throw new Failure('not_found', { message: 'This upload URL was used already.' });
    }
    await keepBytes(files, row, spool);
    return { ...row, state: 'kept', width, height };
  } finally {
    spool.discard();
  }
}

export function isAwaited(row: UploadRow, tokenHash: string, nowMs: number): boolean {
  if (row.state !== 'awaited' || row.token_hash === null || (row.fill_until ?? 0) <= nowMs) return false;
  return timingSafeEqual(Buffer.from(row.token_hash), Buffer.from(tokenHash));
}

const unlike = (what: string, promised: string | number) =>
  new Failure('invalid_request', {
    message: `${what} must be ${promised}, as promised when the URL was made.`,
  });

let lastNumber = 0;
const nextNumber = () => ++lastNumber;

import { createHash } from 'node:crypto';
import { Failure } from '../generation/failure.ts';
import type { Piece } from '../generation/upload.ts';
import { randomText } from '../lib/ids.ts';
import type { UploadRow } from '../store/schema.ts';
import { type FillParts, fillReserved, isAwaited } from './fill-reserved.ts';
import { checkUploadSize, takeUpload } from './take-upload.ts';
import { addUploadPart, deleteParts, partKey, receivedBytes, wholeUpload } from './upload-parts.ts';

/**
 * Takes one piece of a reserved upload; the last one fills its place. Resolves with the row as it is then. Throws
 * what `fillReserved` throws, and `invalid_request` for a piece that does not begin where the one before ended.
 */
export async function takePart(
  parts: FillParts,
  row: UploadRow | undefined,
  piece: Piece,
): Promise<UploadRow> {
  const tokenHash = createHash('sha256').update(piece.token).digest('hex');
  if (!row || !isAwaited(row, tokenHash, parts.clock.now())) {
    throw new Failure('not_found', {
      message: 'This upload URL is not valid, was used already or has expired. Start a new upload.',
    });
  }
  const received = receivedBytes(row);
  if (!piece.bytes) return row;
  if (piece.offset !== received) {
    throw new Failure('invalid_request', {
      message: `The next piece begins at byte ${received}, not at ${piece.offset}.`,
    });
  }
  if (!piece.isLast) return keepPart(parts, row, piece.bytes);
  const filled = await fillReserved(parts, row, tokenHash, {
    token: piece.token,
    mediaType: row.media_type,
    sizeBytes: row.size_bytes,
    bytes: wholeUpload(parts.files, row, piece.bytes),
  });
  await deleteParts(parts.files, row);
  return filled;
}

async function keepPart(
  { store, files }: FillParts,
  row: UploadRow,
  bytes: AsyncIterable<Uint8Array>,
): Promise<UploadRow> {
  const sizes = JSON.parse(row.part_sizes ?? '[]') as number[];
  const spool = await takeUpload(bytes, files.spoolFolder, `${row.id}-part-${randomText(22)}`);
  try {
    const { sizeBytes } = spool;
    checkUploadSize(receivedBytes(row) + sizeBytes);
    await files.keep(spool.path, partKey(row, sizes.length), {
      mediaType: 'application/octet-stream',
      sizeBytes,
    });
    const after = JSON.stringify([...sizes, sizeBytes]);
    if (!(await store.write(addUploadPart, { id: row.id, before: row.part_sizes, after }))) {
      throw new Failure('invalid_request', { message: 'Send the pieces of an upload one after another.' });
    }
    return { ...row, part_sizes: after };
  } finally {
    spool.discard();
  }
}

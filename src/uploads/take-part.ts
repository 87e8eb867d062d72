import { createHash } from 'node:crypto';
import { Failure } from '../generation/failure.ts';
import type { Piece } from '../generation/upload.ts';
import { randomText } from '../lib/ids.ts';
import type { UploadRow } from '../store/schema.ts';
import { type FillParts, fillReserved, isAwaited, withClaim } from './fill-reserved.ts';
import { heldOnDisk } from './held-on-disk.ts';
import { keepBytes } from './keep-bytes.ts';
import { takeUpload } from './take-upload.ts';
import {
  addUploadPart,
  deleteParts,
  partKey,
  partSizes,
  receivedBytes,
  wholeUpload,
} from './upload-parts.ts';

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
  // It is whole and its row says so; pieces that stay go with it when it expires.
  await deleteParts(parts.files, row).catch(() => undefined);
  return filled;
}

/** As many as 20 MiB make in pieces of 256 KiB, the smallest Google's own API takes, and some. */
const mostPieces = 100;

async function keepPart(
  parts: FillParts,
  row: UploadRow,
  bytes: AsyncIterable<Uint8Array>,
): Promise<UploadRow> {
  const { store, files, room, places } = parts;
  const sizes = partSizes(row);
  const held = { places, keyId: row.key_id, bytes: heldOnDisk(room, row.key_id, bytes) };
  const spool = await takeUpload(held, files.spoolFolder, `${row.id}-part-${randomText(22)}`);
  try {
    const { sizeBytes } = spool;
    if (sizeBytes === 0) return row;
    checkPiece(row, sizeBytes);
    const after = JSON.stringify([...sizes, sizeBytes]);
    await withClaim(parts, row, async (claimedUntilMs) => {
      const facts = { mediaType: 'application/octet-stream', turnOf: row.key_id };
      await keepBytes(files, partKey(row, sizes.length), facts, spool);
      if (!(await store.write(addUploadPart, { id: row.id, claimedUntilMs, after }))) throw outOfTurn();
    });
    return { ...row, part_sizes: after };
  } catch (error) {
    // Its URL is still good: another piece is on its way.
    throw error instanceof Failure && error.code === 'not_found' ? outOfTurn() : error;
  } finally {
    spool.discard();
  }
}

/** What was promised is what the quota counts. */
function checkPiece(row: UploadRow, sizeBytes: number): void {
  const received = receivedBytes(row);
  if (received + sizeBytes > row.size_bytes) {
    throw new Failure('invalid_request', {
      message: `This piece ends at byte ${received + sizeBytes} of an upload of ${row.size_bytes} bytes.`,
    });
  }
  if (partSizes(row).length >= mostPieces) {
    throw new Failure('invalid_request', { message: `Send an upload in at most ${mostPieces} pieces.` });
  }
}

const outOfTurn = () =>
  new Failure('invalid_request', { message: 'Send the pieces of an upload one after another.' });

import { open } from 'node:fs/promises';
import { encodeBase64, encodeSliceBytes } from '../base64/base64-encode.ts';
import { LentBuffers } from '../lent-buffers.ts';
import { QuickReader } from '../quick-reader.ts';
import { type BodyPlan, BodyPlanFailure, type FilePart, fileRange, isFilePart } from './body-plan.ts';

/** Bytes, or text of the characters 0–127 only, which every encoding writes alike. */
export type PlanPiece = Uint8Array | { readonly ascii: string };

/**
 * The bytes of a plan, in order, in pieces of at most 64 KB however large its parts are.
 * Throws `BodyPlanFailure`.
 */
export async function* planPieces(plan: BodyPlan): AsyncGenerator<PlanPiece> {
  for (const part of plan) {
    if (typeof part === 'string') yield* slices(Buffer.from(part));
    else if (isFilePart(part)) yield* filePieces(part);
    else yield* slices(part);
  }
}

/** Larger than a piece, since a read may be a trip through the thread pool. */
const readBytes = 4 * encodeSliceBytes;

async function* filePieces(part: FilePart): AsyncGenerator<PlanPiece> {
  const { start, end } = fileRange(part);
  if (start === end) return;
  const file = await open(part.file, 'r').catch(readFailed(part));
  const reader = new QuickReader(file);
  const shared = part.encode === 'base64' ? lentBuffers.take() : undefined;
  try {
    for (let at = start; at < end; at += readBytes) {
      const size = Math.min(readBytes, end - at);
      // Raw bytes may still wait in the receiver's queue when the next read starts, so they get a buffer of their own.
      const buffer = shared ?? Buffer.allocUnsafeSlow(size);
      await fill(reader, part, buffer, size, at);
      if (part.encode === 'none') yield* slices(buffer);
      else for (const ascii of encodeBase64(buffer, 0, size)) yield { ascii };
    }
  } finally {
    if (shared) lentBuffers.giveBack(shared);
    await file.close();
  }
}

const lentBuffers = new LentBuffers(readBytes, 16);

async function fill(
  reader: QuickReader,
  part: FilePart,
  buffer: Buffer,
  size: number,
  position: number,
): Promise<void> {
  let filled = 0;
  while (filled < size) {
    const count = await reader.read(buffer, filled, size - filled, position + filled).catch(readFailed(part));
    if (count === 0) {
      throw new BodyPlanFailure(
        'file_short',
        `a file of ${part.sizeBytes} bytes ended at ${position + filled}`,
      );
    }
    filled += count;
  }
}

function* slices(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.byteLength; at += encodeSliceBytes)
    yield bytes.subarray(at, at + encodeSliceBytes);
}

function readFailed(part: FilePart): (cause: unknown) => never {
  return (cause) => {
    throw new BodyPlanFailure('file_read', `cannot read a part of ${part.sizeBytes} bytes`, cause);
  };
}

import type { BodyRoom } from '../generation/engine.ts';

/**
 * Bytes on their way to a temporary file, counted as what the key holds of the disk until they are all there or no
 * more come. Throws `overloaded`.
 */
export async function* heldOnDisk(
  room: BodyRoom,
  keyId: string,
  bytes: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  let heldBytes = 0;
  try {
    for await (const chunk of bytes) {
      room.take(keyId, chunk.length);
      heldBytes += chunk.length;
      yield chunk;
    }
  } finally {
    room.giveBack(keyId, heldBytes);
  }
}

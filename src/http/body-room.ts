import type { BodyRoom } from '../generation/engine.ts';
import { Failure } from '../generation/failure.ts';

/** Every key may hold this much, whatever the others do: a request without inline images is smaller. */
const freeBytes = 65_536;
const retryAfterMs = 2_000;

/**
 * Bounds what the bodies of requests that are not answered yet hold together. No key has the last eighth of it, and a
 * body of a few KB of a key that holds nothing else is always taken.
 */
export function createBodyRoom(mostBytes: number, onShed: () => void): BodyRoom {
  const ofKey = new Map<string, number>();
  let totalBytes = 0;
  return {
    take(keyId, sizeBytes) {
      if (sizeBytes === 0) return;
      const ownBytes = (ofKey.get(keyId) ?? 0) + sizeBytes;
      const isFull = totalBytes + sizeBytes > mostBytes || ownBytes > (mostBytes * 7) / 8;
      if (isFull && ownBytes > freeBytes) {
        onShed();
        throw new Failure('overloaded', { retryAfterMs, internal: `bodies hold ${totalBytes} bytes` });
      }
      totalBytes += sizeBytes;
      ofKey.set(keyId, ownBytes);
    },
    giveBack(keyId, sizeBytes) {
      if (sizeBytes === 0) return;
      totalBytes -= sizeBytes;
      const leftBytes = (ofKey.get(keyId) ?? 0) - sizeBytes;
      if (leftBytes > 0) ofKey.set(keyId, leftBytes);
      else ofKey.delete(keyId);
    },
    get sizeBytes() {
      return totalBytes;
    },
  };
}

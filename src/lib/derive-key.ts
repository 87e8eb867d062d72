import { hkdfSync } from 'node:crypto';

/** `openssl rand -base64 32` writes 44; a key is not stretched, so a short one could be guessed from a leaked row. */
export const shortestMasterKey = 32;

/**
 * 32 bytes for one use of a master key (HKDF-SHA256); `label` names the use, so that no two share a key. Throws a
 * RangeError for a key shorter than 32 characters.
 */
export function deriveKey(masterKey: string, label: string): Uint8Array {
  if (masterKey.length < shortestMasterKey) {
    throw new RangeError(`a master key has at least ${shortestMasterKey} characters`);
  }
  return new Uint8Array(hkdfSync('sha256', masterKey, '', label, 32));
}

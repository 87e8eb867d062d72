import { createCipheriv, createDecipheriv, createHash } from 'node:crypto';
import { deriveKey } from './derive-key.ts';
import { type Random, systemRandom } from './ids.ts';

/** Encrypts secrets for a text column and reads them back. */
export interface Sealer {
  /**
   * The text under the newest master key: `sealed:v1:{key id}:{base64url of nonce, tag and ciphertext}`
   * (AES-256-GCM). `context` names the place it is kept at, e.g. `callback_secret:{account}`: a value copied to
   * another place does not open there.
   */
  seal(text: string, context: string): string;
  /** Throws `SealError` for what is not sealed, was changed, moved, or sealed with a key that is not here. */
  open(sealed: string, context: string): string;
  /** False when the value is plain text or was sealed with an older key: seal it again. */
  isCurrent(stored: string): boolean;
}

/** Says why a value does not open; carries nothing of it. */
export class SealError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'SealError';
  }
}

const prefix = 'sealed:v1:';
const nonceBytes = 12;
const tagBytes = 16;

/** Whether a stored text was sealed; what is not was written before there was a master key. */
export const isSealed = (stored: string): boolean => stored.startsWith(prefix);

/**
 * Seals with the first of the master keys and opens with any of them: to replace a key, put the new one in front
 * and take the old one away when nothing is sealed with it any more. Throws a RangeError for an empty list or a
 * key shorter than 32 characters.
 */
export function createSealer(masterKeys: readonly string[], random: Random = systemRandom): Sealer {
  const keys = masterKeys.map(sealingKey);
  const [newest] = keys;
  if (!newest) throw new RangeError('a sealer needs a master key');
  return {
    seal(text, context) {
      const nonce = random(nonceBytes);
      const cipher = createCipheriv('aes-256-gcm', newest.bytes, nonce);
      cipher.setAAD(boundTo(newest.id, context));
      const ciphertext = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      const packed = Buffer.concat([nonce, cipher.getAuthTag(), ciphertext]);
      return `${prefix}${newest.id}:${packed.toString('base64url')}`;
    },
    open(sealed, context) {
      const [id = '', encoded = ''] = isSealed(sealed) ? sealed.slice(prefix.length).split(':') : [];
      const packed = Buffer.from(encoded, 'base64url');
      if (packed.length < nonceBytes + tagBytes) throw new SealError('the value is not sealed');
      const key = keys.find((known) => known.id === id);
      if (!key) throw new SealError(`the value was sealed with the master key ${id}, which is not here`);
      const decipher = createDecipheriv('aes-256-gcm', key.bytes, packed.subarray(0, nonceBytes));
      decipher.setAAD(boundTo(id, context));
      decipher.setAuthTag(packed.subarray(nonceBytes, nonceBytes + tagBytes));
      try {
        const text = decipher.update(packed.subarray(nonceBytes + tagBytes));
        return Buffer.concat([text, decipher.final()]).toString('utf8');
      } catch {
        throw new SealError('the sealed value was changed or belongs to another place');
      }
    },
    isCurrent: (stored) => stored.startsWith(`${prefix}${newest.id}:`),
  };
}

interface SealingKey {
  /** Names the key without telling anything of it. */
  readonly id: string;
  readonly bytes: Uint8Array;
}

function sealingKey(masterKey: string): SealingKey {
  const bytes = deriveKey(masterKey, 'plantain seal v1');
  const id = createHash('sha256').update('plantain key id').update(bytes).digest('hex').slice(0, 8);
  return { id, bytes };
}

const boundTo = (keyId: string, context: string): Buffer => Buffer.from(`${prefix}${keyId}:${context}`);

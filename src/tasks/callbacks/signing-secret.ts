import type { Random } from '../../lib/ids.ts';

const prefix = 'whsec_';

/** A secret of 32 random bytes in the text form of Standard Webhooks: `whsec_` and base64. */
export const newSecret = (random: Random): string => prefix + Buffer.from(random(32)).toString('base64');

/**
 * The key behind a secret. Throws a RangeError for anything but `whsec_` and 24 to 64 bytes in base64: an HMAC
 * under an empty key is a signature anybody can make (CVE-2026-41432).
 */
export function readSecret(secret: string): Buffer {
  const encoded = secret.startsWith(prefix) ? secret.slice(prefix.length) : '';
  const key = Buffer.from(encoded, 'base64');
  // Node's decoder skips what is not base64; only a text that it would write itself is one.
  if (key.toString('base64') !== encoded || key.length < 24 || key.length > 64) {
    throw new RangeError(`a signing secret is ${prefix} followed by 24 to 64 bytes in base64`);
  }
  return key;
}

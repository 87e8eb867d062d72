import { createHash } from 'node:crypto';

/** The whole number that new-api's typed clients read where an account has a text here: always the same, of 31 bits. */
export function accountNumber(accountId: string): number {
  const bits = createHash('sha256').update(accountId).digest().readUInt32BE() >>> 1;
  return bits === 0 ? 1 : bits;
}

import type { CredentialSource } from '../generation/engine.ts';
import { keyHeaders } from '../lib/key-headers.ts';

const bearer = /^(?:bearer|key)\s+(\S+)\s*$/i;

/**
 * Every key a request carries, wherever clients put it: in one of the headers (`Authorization: Bearer` or
 * `Key`), and in `?key=`, where Google's clients have it. Two may differ: some clients send a vendor's key
 * beside ours, so each is tried and the first valid one wins.
 */
export function offeredKeys(source: CredentialSource): string[] {
  const offered = new Set<string | undefined>();
  for (const name of keyHeaders) {
    const value = source.headers[name];
    offered.add(name === 'authorization' ? bearer.exec(value ?? '')?.[1] : value);
    if (name === 'x-goog-api-key') offered.add(source.query.key);
  }
  return [...offered].filter((key): key is string => Boolean(key));
}

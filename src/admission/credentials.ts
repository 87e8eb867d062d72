import type { CredentialSource } from '../generation/engine.ts';

/**
 * Every key a request carries, wherever clients put it: `Authorization: Bearer` (or `Key`),
 * `x-goog-api-key`, `?key=`, `x-api-key`, `api-key`. Two may differ: some clients send a vendor's key
 * beside ours, so each is tried and the first valid one wins.
 */
export function offeredKeys(source: CredentialSource): string[] {
  const bearer = /^(?:bearer|key)\s+(\S+)\s*$/i.exec(source.headers.authorization ?? '')?.[1];
  const offered = [
    bearer,
    source.headers['x-goog-api-key'],
    source.query.key,
    source.headers['x-api-key'],
    source.headers['api-key'],
  ];
  return [...new Set(offered.filter((key): key is string => Boolean(key)))];
}

import type { Caller } from '../generation/caller.ts';
import type { CredentialSource } from '../generation/engine.ts';
import { Failure } from '../generation/failure.ts';
import type { Clock } from '../lib/clock.ts';
import type { Store } from '../store/store.ts';
import { apiKeyMode, hashApiKey } from './api-key.ts';
import { offeredKeys } from './credentials.ts';
import { type FoundCaller, findCaller } from './key-rows.ts';

/** A revoked key is refused at most this long after, on every process. */
const rememberMs = 1_000;
const rememberedCallers = 10_000;

export type Authenticate = (source: CredentialSource) => Promise<Caller>;

/** Finds the caller behind a request's key, or throws `unauthenticated`. Malformed keys cost no look-up. */
export function createAuthenticate(store: Store, clock: Clock): Authenticate {
  const remembered = new Map<string, { found: FoundCaller; untilMs: number }>();

  async function find(hash: string): Promise<FoundCaller | undefined> {
    const nowMs = clock.now();
    const known = remembered.get(hash);
    if (known && known.untilMs > nowMs) return known.found;
    remembered.delete(hash);
    const found = await store.read(findCaller, { hash });
    if (!found) return undefined;
    if (remembered.size >= rememberedCallers) remembered.delete(remembered.keys().next().value as string);
    remembered.set(hash, { found, untilMs: nowMs + rememberMs });
    return found;
  }

  return async (source) => {
    for (const key of offeredKeys(source)) {
      if (!apiKeyMode(key)) continue;
      const found = await find(hashApiKey(key));
      if (found && (found.expiresAtMs === null || found.expiresAtMs > clock.now())) return found.caller;
    }
    throw new Failure('unauthenticated');
  };
}

import type { Clock } from '../lib/clock.ts';
import type { Store } from '../store/store.ts';
import { apiKeyMode, hashApiKey } from './api-key.ts';
import { type FoundCaller, findCaller } from './key-rows.ts';
import { comeBack } from './store-away.ts';

/** A revoked key is refused at most this long after, on every process. */
const rememberMs = 1_000;
const rememberedCallers = 10_000;

export interface FindKey {
  /** The caller behind a key; undefined when there is none. Malformed keys cost neither a hash nor a look-up. */
  find(key: string): Promise<FoundCaller | undefined>;
  /** The key is being looked up at this moment; to find it too costs nothing more. */
  isLookedUp(key: string): boolean;
}

/** Looks keys up in the store, each at most once per second and never twice at the same time. */
export function createFindKey(store: Store, clock: Clock): FindKey {
  const remembered = new Map<string, { found: FoundCaller; untilMs: number }>();
  const lookedUp = new Map<string, Promise<FoundCaller | undefined>>();

  async function lookUp(key: string): Promise<FoundCaller | undefined> {
    const hash = hashApiKey(key);
    const nowMs = clock.now();
    const known = remembered.get(hash);
    if (known && known.untilMs > nowMs && known.untilMs <= nowMs + rememberMs) return known.found;
    remembered.delete(hash);
    const found = await store.read(findCaller, { hash }).catch(comeBack);
    if (!found) return undefined;
    if (remembered.size >= rememberedCallers) remembered.delete(remembered.keys().next().value as string);
    remembered.set(hash, { found, untilMs: nowMs + rememberMs });
    return found;
  }

  return {
    async find(key) {
      if (!apiKeyMode(key)) return undefined;
      const pending = lookedUp.get(key);
      if (pending) return pending;
      const result = lookUp(key).finally(() => lookedUp.delete(key));
      lookedUp.set(key, result);
      return result;
    },
    isLookedUp: (key) => lookedUp.has(key),
  };
}

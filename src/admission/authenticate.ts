import type { Caller } from '../generation/caller.ts';
import type { CredentialSource } from '../generation/engine.ts';
import { Failure } from '../generation/failure.ts';
import type { Clock } from '../lib/clock.ts';
import type { Store } from '../store/store.ts';
import { apiKeyHint } from './api-key.ts';
import { offeredKeys } from './credentials.ts';
import { createFindKey } from './find-key.ts';
import { isAllowedFrom } from './ip-allow.ts';
import type { BadAnswers } from './rate-limit/bad-answers.ts';

const rememberedHints = 10_000;

const expiredMessage =
  'This API key has expired. Ask whoever gave it to you for more time, or for another key.';

export type Authenticate = (source: CredentialSource) => Promise<Caller>;

/**
 * Finds the caller behind a request's key, or throws `unauthenticated`; `permission_denied` for a key that may not
 * be used from this address.
 *
 * A flood of guesses must cost neither a hash nor a look-up, and must not shut out the good keys of its address. So
 * whoever brings a key of which nothing is known counts as a guess until the key is found; keys that were good
 * before are known by their hint, and a key that is just being looked up is looked up once.
 */
export function createAuthenticate(store: Store, clock: Clock, badAnswers: BadAnswers): Authenticate {
  const findKey = createFindKey(store, clock);
  const goodHints = new Set<string>();

  function rememberHint(key: string): void {
    const hint = apiKeyHint(key);
    if (goodHints.has(hint)) return;
    if (goodHints.size >= rememberedHints) goodHints.delete(goodHints.values().next().value as string);
    goodHints.add(hint);
  }

  /** `expired`: there was none, but one that was good until its time ended. */
  async function firstGood(keys: readonly string[]): Promise<Caller | 'expired' | undefined> {
    let isExpired = false;
    for (const key of keys) {
      const found = await findKey.find(key);
      if (!found) continue;
      if (found.expiresAtMs === null || found.expiresAtMs > clock.now()) {
        rememberHint(key);
        return found.caller;
      }
      isExpired = true;
    }
    return isExpired ? 'expired' : undefined;
  }

  return async (source) => {
    const keys = offeredKeys(source);
    const known = keys.some((key) => goodHints.has(apiKeyHint(key)) || findKey.isLookedUp(key));
    if (!known) badAnswers.count(source.address);
    const caller = await firstGood(keys).catch((error: unknown) => {
      if (!known) badAnswers.giveBack(source.address);
      throw error;
    });
    if (!caller || caller === 'expired') {
      if (known) badAnswers.count(source.address);
      // Only whoever holds the whole secret learns that it once was good.
      throw new Failure('unauthenticated', caller ? { message: expiredMessage } : {});
    }
    if (!known) badAnswers.giveBack(source.address);
    if (isAllowedFrom(caller.settings, source.address)) return caller;
    throw new Failure('permission_denied', {
      message: 'This API key may not be used from your address.',
      internal: `key ${caller.keyId} from ${source.address}`,
    });
  };
}

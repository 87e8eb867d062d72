import type { Caller, KeySettings } from '../generation/caller.ts';
import type { CallerKeys, ManagedKeyOrder, RequestOrigin } from '../generation/caller-keys.ts';
import { Failure } from '../generation/failure.ts';
import { Refusal } from '../generation/refusal.ts';
import type { Clock } from '../lib/clock.ts';
import type { Store } from '../store/store.ts';
import { apiKeyMode, hashApiKey } from './api-key.ts';
import { readIpAllow } from './ip-allow.ts';
import { emptyLimits, type KeyBounds, newAddresses } from './key-bounds.ts';
import type { KeyPatch } from './key-patch.ts';
import { createKeys } from './keys.ts';
import { findManagedKeys, managedKeyId } from './managed-key-rows.ts';

/** What a key that may manage keys can do with the others of its account and mode. */
export function createCallerKeys(
  store: Store,
  clock: Clock,
): (caller: Caller, from: RequestOrigin) => CallerKeys {
  const keys = createKeys(store, clock);
  return (caller, from) => {
    const { keyId, accountId, mode, settings } = caller;
    const scope = { accountId, mode };
    const by = { actor: caller.actor ?? `key:${keyId}`, ...from };
    const bounds: KeyBounds = {
      ...scope,
      managers: false,
      ...(settings.ipAllow ? { ipAllow: settings.ipAllow } : {}),
    };

    async function find(number: number) {
      mayManage(settings);
      const { keys: found } = await store.read(findManagedKeys, { ...scope, number, offset: 0, limit: 1 });
      if (found[0]) return found[0];
      throw notFound(number);
    }

    async function idOf(number: number): Promise<string> {
      mayManage(settings);
      const id = await store.read(managedKeyId, { ...scope, number });
      if (id !== undefined) return id;
      throw notFound(number);
    }

    return {
      async list({ name, key, offset, limit }) {
        mayManage(settings);
        const byKey = key === undefined ? {} : apiKeyMode(key) ? { hash: hashApiKey(key) } : { hint: key };
        const wish = { ...scope, offset, limit, ...(name === undefined ? {} : { name }), ...byKey };
        return store.read(findManagedKeys, wish);
      },
      show: find,
      async create({ name, models, leftMicros, expiresAtMs, ipAllow: wanted }) {
        mayManage(settings);
        if (wanted) readAddresses(wanted);
        const ipAllow = newAddresses(wanted, bounds);
        const order = {
          ...scope,
          name,
          settings: {
            ...(models ? { models } : {}),
            ...(ipAllow ? { ipAllow } : {}),
            ...(typeof leftMicros === 'number' ? { budget: { totalMicros: leftMicros } } : {}),
          },
          ...(typeof expiresAtMs === 'number' ? { expiresAtMs } : {}),
        };
        const { id, key } = await inTokenWords(keys.create(order, by, bounds));
        const { keys: made } = await store.read(findManagedKeys, { ...scope, id, offset: 0, limit: 1 });
        if (!made[0]) throw new Failure('internal', { internal: `the key ${id} is gone at once` });
        return { key, made: made[0] };
      },
      async update(number, change) {
        await inTokenWords(keys.update(await idOf(number), patchOf(change), by, bounds));
        return find(number);
      },
      async remove(number) {
        if (!(await keys.revoke(await idOf(number), by, bounds))) throw notFound(number);
      },
    };
  };
}

function mayManage(settings: KeySettings): void {
  const limits = emptyLimits(settings);
  if (settings.manageKeys && limits.length === 0) return;
  throw new Failure('permission_denied', {
    message: settings.manageKeys
      ? `This API key has limits (${limits.join(', ')}) that keys of its making would not have: it may manage none.`
      : 'This API key may not manage keys. Send one that was made with manage_keys, or sign in to the console.',
  });
}

function patchOf({ name, expiresAtMs, leftMicros, models, ipAllow, disabled }: ManagedKeyOrder): KeyPatch {
  if (ipAllow) readAddresses(ipAllow);
  return {
    ...(name === undefined ? {} : { name }),
    ...(expiresAtMs === undefined ? {} : { expiresAtMs }),
    ...(leftMicros === undefined ? {} : { leftMicros }),
    settings: {
      ...(models === undefined ? {} : { models }),
      ...(ipAllow === undefined ? {} : { ipAllow }),
      ...(disabled === undefined ? {} : { disabled: disabled || null }),
    },
  };
}

function readAddresses(ipAllow: readonly string[]): void {
  try {
    readIpAllow(ipAllow);
  } catch (error) {
    throw new Failure('invalid_request', {
      message: `allow_ips: ${(error as Error).message}`,
      param: 'allow_ips',
    });
  }
}

/** What is wrong with an expiry, in the words of the token routes. */
async function inTokenWords<Result>(work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof Refusal) || error.param !== 'expires_at') throw error;
    const message = error.message.replace('expires_at', 'expired_time');
    throw new Failure('invalid_request', { message, param: 'expired_time' });
  }
}

const notFound = (number: number) => new Failure('not_found', { message: `There is no key ${number}.` });

import type { Caller, KeySettings } from '../generation/caller.ts';
import type { CallerKeys, ManagedKeyOrder } from '../generation/caller-keys.ts';
import { Failure } from '../generation/failure.ts';
import type { Clock } from '../lib/clock.ts';
import type { Store } from '../store/store.ts';
import { apiKeyMode, hashApiKey } from './api-key.ts';
import { readIpAllow } from './ip-allow.ts';
import { createKeys } from './keys.ts';
import { findManagedKeys, spentSoFar } from './managed-key-rows.ts';

type Settings = { readonly [Name in keyof KeySettings]?: KeySettings[Name] | null };

/** What a key that may manage keys can do with the others of its account and mode. */
export function createCallerKeys(store: Store, clock: Clock): (caller: Caller) => CallerKeys {
  const keys = createKeys(store, clock);
  return ({ keyId, accountId, mode, settings }) => {
    const scope = { accountId, mode };
    const by = { actor: `key:${keyId}` };

    function mayManage(): void {
      if (settings.manageKeys) return;
      throw new Failure('permission_denied', {
        message:
          'This API key may not manage keys. Send one that was made with manage_keys, or sign in to the console.',
      });
    }
    async function find(number: number) {
      mayManage();
      const { keys: found } = await store.read(findManagedKeys, { ...scope, number, offset: 0, limit: 1 });
      if (found[0]) return found[0];
      throw new Failure('not_found', { message: `There is no key ${number}.` });
    }

    /** Only the total is seen here: what a day and a month may cost stays as an operator set it. */
    async function budgetOf(id: string, { leftMicros }: ManagedKeyOrder): Promise<Settings> {
      if (leftMicros === undefined) return {};
      const { totalMicros, ...periods } = (await keys.show(id)).settings.budget ?? {};
      const hasPeriods = Object.keys(periods).length > 0;
      if (leftMicros === null) return { budget: hasPeriods ? periods : null };
      const hasBudget = hasPeriods || totalMicros !== undefined;
      const spentMicros = await store.read(spentSoFar, { ...scope, keyId: id, hasBudget });
      return { budget: { ...periods, totalMicros: spentMicros + leftMicros } };
    }

    return {
      async list({ name, key, offset, limit }) {
        mayManage();
        const byKey = key === undefined ? {} : apiKeyMode(key) ? { hash: hashApiKey(key) } : { hint: key };
        const wish = { ...scope, offset, limit, ...(name === undefined ? {} : { name }), ...byKey };
        return store.read(findManagedKeys, wish);
      },
      show: find,
      async create(order) {
        mayManage();
        const { id, key } = await keys.create(
          {
            ...scope,
            name: order.name,
            settings: present({
              ...settingsOf(order),
              ...(order.leftMicros == null ? {} : { budget: { totalMicros: order.leftMicros } }),
            }),
            ...(typeof order.expiresAtMs === 'number' ? { expiresAtMs: order.expiresAtMs } : {}),
          },
          by,
        );
        const { keys: made } = await store.read(findManagedKeys, { ...scope, id, offset: 0, limit: 1 });
        if (!made[0]) throw new Failure('internal', { internal: `the key ${id} is gone at once` });
        return { key, made: made[0] };
      },
      async update(number, change) {
        const { id } = await find(number);
        const { name, expiresAtMs } = change;
        await keys.update(
          id,
          {
            settings: { ...settingsOf(change), ...(await budgetOf(id, change)) },
            ...(name === undefined ? {} : { name }),
            ...(expiresAtMs === undefined ? {} : { expiresAtMs }),
          },
          by,
        );
        return find(number);
      },
      async remove(number) {
        await keys.revoke((await find(number)).id, by);
      },
    };
  };
}

function settingsOf({ models, ipAllow, disabled }: ManagedKeyOrder): Settings {
  if (ipAllow) checkAddresses(ipAllow);
  return {
    ...(models === undefined ? {} : { models }),
    ...(ipAllow === undefined ? {} : { ipAllow }),
    ...(disabled === undefined ? {} : { disabled: disabled || null }),
  };
}

function checkAddresses(ipAllow: readonly string[]): void {
  try {
    readIpAllow(ipAllow);
  } catch (error) {
    throw new Failure('invalid_request', {
      message: `allow_ips: ${(error as Error).message}`,
      param: 'allow_ips',
    });
  }
}

const present = (settings: Settings): KeySettings =>
  Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== null)) as KeySettings;

import type { KeySettings, Mode } from '../generation/caller.ts';
import type { Clock } from '../lib/clock.ts';
import { type Random, randomText } from '../lib/ids.ts';
import type { Store } from '../store/store.ts';
import { apiKeyHint, createApiKey, hashApiKey } from './api-key.ts';
import { defaultAccountId, insertKey, type KeySummary, listKeys, revokeKey } from './key-rows.ts';

export interface CreatedKey {
  readonly id: string;
  /** The key in clear: shown once, stored nowhere. */
  readonly key: string;
}

export interface KeyOrder {
  readonly mode: Mode;
  readonly name: string;
  readonly accountId?: string;
  readonly settings?: KeySettings;
  readonly expiresAtMs?: number;
}

/** Makes, lists and revokes API keys. */
export interface Keys {
  create(order: KeyOrder): Promise<CreatedKey>;
  list(): Promise<KeySummary[]>;
  revoke(id: string): Promise<boolean>;
}

export function createKeys(store: Store, clock: Clock, random?: Random): Keys {
  return {
    async create(order) {
      const key = createApiKey(order.mode, random);
      const id = `key_${randomText(16, random)}`;
      await store.write(insertKey, {
        id,
        accountId: order.accountId ?? defaultAccountId,
        mode: order.mode,
        name: order.name,
        hash: hashApiKey(key),
        hint: apiKeyHint(key),
        settings: order.settings ?? {},
        nowMs: clock.now(),
        expiresAtMs: order.expiresAtMs ?? null,
      });
      return { id, key };
    },
    list: () => store.read(listKeys, {}),
    revoke: (id) => store.write(revokeKey, { id, nowMs: clock.now() }),
  };
}

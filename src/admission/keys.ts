import type { KeySettings, Mode } from '../generation/caller.ts';
import { Refusal } from '../generation/refusal.ts';
import type { Clock } from '../lib/clock.ts';
import { type Random, randomText } from '../lib/ids.ts';
import type { Actor } from '../records/actions.ts';
import type { Store } from '../store/store.ts';
import { defaultAccountId } from './account-rows.ts';
import { apiKeyHint, createApiKey, hashApiKey } from './api-key.ts';
import { readIpAllow } from './ip-allow.ts';
import { checkLimits, type KeyBounds } from './key-bounds.ts';
import { readKey, revokeKey, rotateKey, updateKey } from './key-changes.ts';
import { checkExpiry } from './key-expiry.ts';
import type { KeyPatch } from './key-patch.ts';
import { insertKey, listKeys, type SpendingKey } from './key-rows.ts';
import { limitsOf } from './operator-limits.ts';

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

/** Longest a replaced secret may still be accepted. */
export const longestGraceMs = 7 * 24 * 3_600_000;

/**
 * Makes, changes, lists and revokes API keys. A `Refusal` tells what cannot be done; with bounds, a `Failure` what
 * only operators may do.
 */
export interface Keys {
  /** Throws a RangeError for an `ipAllow` that holds no addresses, a `Refusal` for an expiry that is past. */
  create(order: KeyOrder, by?: Actor, bounds?: KeyBounds): Promise<CreatedKey>;
  list(accountId?: string): Promise<SpendingKey[]>;
  show(id: string): Promise<SpendingKey>;
  update(id: string, patch: KeyPatch, by: Actor, bounds?: KeyBounds): Promise<SpendingKey>;
  /** A new secret for the key; those before it are accepted for `graceMs` more at most, which is at most seven days. */
  rotate(id: string, graceMs: number, by: Actor, bounds?: KeyBounds): Promise<SpendingKey & CreatedKey>;
  /** False when there is no such key or it was revoked before. */
  revoke(id: string, by?: Actor, bounds?: KeyBounds): Promise<boolean>;
}

const plantain: Actor = { actor: 'plantain' };

export function createKeys(store: Store, clock: Clock, random?: Random): Keys {
  return {
    async create(order, by = plantain, bounds) {
      const given = order.settings ?? {};
      readIpAllow(given.ipAllow ?? []);
      checkLimits(given);
      const { expiresAtMs = null } = order;
      const nowMs = clock.now();
      checkExpiry(expiresAtMs, null, nowMs);
      const key = createApiKey(order.mode, random);
      const id = `key_${randomText(16, random)}`;
      await store.write(insertKey, {
        id,
        accountId: order.accountId ?? defaultAccountId,
        mode: order.mode,
        name: order.name,
        hash: hashApiKey(key),
        hint: apiKeyHint(key),
        settings: bounds ? given : ofOperator(given, expiresAtMs),
        nowMs,
        expiresAtMs,
        by,
      });
      return { id, key };
    },
    list: (accountId) =>
      store.read(listKeys, { ...(accountId === undefined ? {} : { accountId }), nowMs: clock.now() }),
    show: (id) => store.read(readKey, { id, nowMs: clock.now() }),
    async update(id, patch, by, bounds) {
      readIpAllow(patch.settings?.ipAllow ?? []);
      return store.write(updateKey, { id, patch, by, bounds, nowMs: clock.now() });
    },
    async rotate(id, graceMs, by, bounds) {
      if (graceMs < 0 || graceMs > longestGraceMs) {
        throw new Refusal('invalid', 'The grace period is from 0 to 7 days.', 'grace_seconds');
      }
      const { mode } = await store.read(readKey, { id, nowMs: clock.now() });
      const key = createApiKey(mode, random);
      const secret = { hash: hashApiKey(key), hint: apiKeyHint(key) };
      const change = { id, graceMs, by, bounds, nowMs: clock.now() };
      const rotated = await store.write(rotateKey, { ...change, ...secret });
      return { ...rotated, key };
    },
    revoke: (id, by = plantain, bounds) => store.write(revokeKey, { id, by, bounds, nowMs: clock.now() }),
  };
}

/** Settings of a key that an operator makes, who sets all its limits. */
function ofOperator(settings: KeySettings, expiresAtMs: number | null): KeySettings {
  const setByOperator = limitsOf({ settings, expiresAtMs });
  return Object.keys(setByOperator).length > 0 ? { ...settings, setByOperator } : settings;
}

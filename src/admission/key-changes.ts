import type { KeySettings } from '../generation/caller.ts';
import { Failure } from '../generation/failure.ts';
import { Refusal } from '../generation/refusal.ts';
import { startBudget } from '../ledger/key-budget.ts';
import { type Actor, noteAction } from '../records/actions.ts';
import { toJsonText } from '../store/json-text.ts';
import { lockRows } from '../store/row-locks.ts';
import type { ApiKeyRow } from '../store/schema.ts';
import { type Db, defineUnit } from '../store/unit.ts';
import { isInReach, type KeyBounds } from './key-bounds.ts';
import { checkExpiry } from './key-expiry.ts';
import { type KeyPatch, patchedSettings } from './key-patch.ts';
import { type KeySummary, type SpendingKey, toKeySummary, withSpent } from './key-rows.ts';
import { checkWithin, nextOperatorLimits, operatorLimitsOf } from './operator-limits.ts';

interface Change {
  readonly id: string;
  readonly by: Actor;
  readonly nowMs: number;
  /** Of who is no operator. What is out of reach is not there. */
  readonly bounds: KeyBounds | undefined;
}

export const readKey = defineUnit({
  name: 'read-key',
  module: import.meta.url,
  errors: [Refusal],
  run: async (db: Db, { id, nowMs }: { id: string; nowMs: number }): Promise<SpendingKey> =>
    shown(db, toKeySummary(found(await keyOf(db, id).executeTakeFirst(), id)), nowMs),
});

/** Every process follows within a second. */
export const updateKey = defineUnit({
  name: 'update-key',
  module: import.meta.url,
  errors: [Refusal, Failure],
  async run(db: Db, { id, by, nowMs, bounds, patch }: Change & { patch: KeyPatch }): Promise<SpendingKey> {
    const before = toKeySummary(await requireKey(db, id, bounds));
    const patched = await patchedSettings(db, before, patch, bounds);
    const { name = before.name, expiresAtMs = before.expiresAtMs } = patch;
    checkExpiry(expiresAtMs, before.expiresAtMs, nowMs);
    const settings = await withOperatorLimits(db, before, { settings: patched, expiresAtMs }, bounds);
    await db
      .updateTable('api_keys')
      .set({ name, settings: toJsonText(settings), expires_at: expiresAtMs })
      .where('id', '=', id)
      .execute();
    if (settings.budget && !before.settings.budget) {
      await startBudget(db, { keyId: id, accountId: before.accountId, mode: before.mode }, nowMs);
    }
    await noteAction(db, {
      by,
      action: 'key.update',
      subject: id,
      before: { name: before.name, expiresAtMs: before.expiresAtMs, settings: before.settings },
      after: { name, expiresAtMs, settings },
      nowMs,
    });
    return shown(db, { ...before, name, expiresAtMs, settings }, nowMs);
  },
});

/** Settings after a change, with what operators have set. Throws `permission_denied` for an account that wants more. */
async function withOperatorLimits(
  db: Db,
  before: KeySummary,
  after: Pick<KeySummary, 'settings' | 'expiresAtMs'>,
  bounds: KeyBounds | undefined,
): Promise<KeySettings> {
  const known = await operatorLimitsOf(db, before);
  if (bounds) {
    checkWithin(known, after);
    return { ...after.settings, setByOperator: known };
  }
  const setByOperator = nextOperatorLimits(known, before, after);
  const isNone = Object.keys(setByOperator).length === 0 && !before.settings.setByOperator;
  return isNone ? after.settings : { ...after.settings, setByOperator };
}

export interface Rotation extends Change {
  readonly hash: string;
  readonly hint: string;
  /** How long the secret that is replaced is still accepted, and those before it at most; 0 ends them all at once. */
  readonly graceMs: number;
}

/** Replaces the secret of a key; the key itself, its limits and its history stay. */
export const rotateKey = defineUnit({
  name: 'rotate-key',
  module: import.meta.url,
  errors: [Refusal],
  async run(db: Db, { id, by, nowMs, bounds, hash, hint, graceMs }: Rotation): Promise<SpendingKey> {
    const row = await requireKey(db, id, bounds);
    if (row.revoked_at !== null) {
      throw new Refusal('conflict', `The key ${id} is revoked; create another one.`);
    }
    const endMs = nowMs + graceMs;
    // Whoever rotates because a secret leaked believes that none from before works any longer than this one.
    await db
      .updateTable('retired_secrets')
      .set({ valid_until: endMs })
      .where('key_id', '=', id)
      .where('valid_until', '>', endMs)
      .execute();
    await db
      .deleteFrom('retired_secrets')
      .where('key_id', '=', id)
      .where('valid_until', '<=', nowMs)
      .execute();
    if (graceMs > 0) {
      await db
        .insertInto('retired_secrets')
        .values({ hash: row.hash, key_id: id, hint: row.hint, valid_until: endMs })
        .execute();
    }
    await db.updateTable('api_keys').set({ hash, hint }).where('id', '=', id).execute();
    await noteAction(db, {
      by,
      action: 'key.rotate',
      subject: id,
      before: { hint: row.hint },
      after: { hint, oldValidUntilMs: endMs },
      nowMs,
    });
    return shown(db, toKeySummary({ ...row, hash, hint }), nowMs);
  },
});

/** Refuses the key and every secret it ever had. False when there is no such key or it was revoked before. */
export const revokeKey = defineUnit({
  name: 'revoke-key',
  module: import.meta.url,
  errors: [Refusal],
  async run(db: Db, { id, by, nowMs, bounds }: Change): Promise<boolean> {
    if (bounds) await requireKey(db, id, bounds);
    const updated = await db
      .updateTable('api_keys')
      .set({ revoked_at: nowMs })
      .where('id', '=', id)
      .where('revoked_at', 'is', null)
      .executeTakeFirst();
    if (updated.numUpdatedRows !== 1n) return false;
    await db.deleteFrom('retired_secrets').where('key_id', '=', id).execute();
    await noteAction(db, { by, action: 'key.revoke', subject: id, after: { revokedAtMs: nowMs }, nowMs });
    return true;
  },
});

/** Locked: of two changes at once the second sees what the first one wrote. */
async function requireKey(db: Db, id: string, bounds: KeyBounds | undefined): Promise<ApiKeyRow> {
  const row = await lockRows(db, keyOf(db, id)).executeTakeFirst();
  return found(row && bounds && !isInReach(toKeySummary(row), bounds) ? undefined : row, id);
}

const shown = async (db: Db, key: KeySummary, nowMs: number): Promise<SpendingKey> =>
  (await withSpent(db, [key], nowMs))[0] ?? key;

const keyOf = (db: Db, id: string) => db.selectFrom('api_keys').selectAll().where('id', '=', id);

function found(row: ApiKeyRow | undefined, id: string): ApiKeyRow {
  if (!row) throw new Refusal('not_found', `There is no key ${id}.`);
  return row;
}

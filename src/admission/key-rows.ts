import type { Caller, KeySettings, Mode } from '../generation/caller.ts';
import { Refusal } from '../generation/refusal.ts';
import { type KeySpent, spentOfKeys } from '../ledger/key-budget.ts';
import { type Actor, noteAction, queueUp } from '../records/actions.ts';
import { fromJsonText, toJsonText } from '../store/json-text.ts';
import type { ApiKeyRow } from '../store/schema.ts';
import { type Db, defineUnit } from '../store/unit.ts';
import { defaultAccountId, percentOf, requireAccount } from './account-rows.ts';

export interface NewKey {
  readonly id: string;
  readonly accountId: string;
  readonly mode: Mode;
  readonly name: string;
  readonly hash: string;
  readonly hint: string;
  readonly settings: KeySettings;
  readonly nowMs: number;
  readonly expiresAtMs: number | null;
}

export interface KeySummary {
  readonly id: string;
  readonly accountId: string;
  readonly mode: Mode;
  readonly name: string;
  readonly hint: string;
  readonly settings: KeySettings;
  readonly createdAtMs: number;
  readonly expiresAtMs: number | null;
  readonly revokedAtMs: number | null;
}

/** A key with what it spent of its budget; absent without one. */
export interface SpendingKey extends KeySummary {
  readonly spent?: KeySpent;
}

export const insertKey = defineUnit({
  name: 'insert-key',
  module: import.meta.url,
  errors: [Refusal],
  async run(db: Db, { by, ...key }: NewKey & { by: Actor }): Promise<void> {
    if (key.accountId === defaultAccountId) await openDefaultAccount(db, key.nowMs);
    else await requireAccount(db, key.accountId);
    await db
      .insertInto('api_keys')
      .values({
        id: key.id,
        account_id: key.accountId,
        mode: key.mode,
        name: key.name,
        hash: key.hash,
        hint: key.hint,
        settings: toJsonText(key.settings),
        created_at: key.nowMs,
        expires_at: key.expiresAtMs,
        revoked_at: null,
        number: await nextNumber(db),
      })
      .execute();
    const { hash: _, nowMs, id: subject, ...after } = key;
    await noteAction(db, { by, action: 'key.create', subject, after, nowMs });
  },
});

async function nextNumber(db: Db): Promise<number> {
  await queueUp(db);
  const row = await db
    .selectFrom('api_keys')
    .select((select) => select.fn.max<number | null>('number').as('last'))
    .executeTakeFirst();
  return (row?.last ?? 0) + 1;
}

async function openDefaultAccount(db: Db, nowMs: number): Promise<void> {
  await db
    .insertInto('accounts')
    .values({ id: defaultAccountId, name: 'Default', kind: 'unlimited', created_at: nowMs })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute();
}

/**
 * The caller behind a key's hash, and the moment it ends; undefined when it is unknown or revoked. A secret that
 * was replaced ends with its grace period.
 */
export const findCaller = defineUnit({
  name: 'find-caller',
  module: import.meta.url,
  async run(db: Db, input: { hash: string }): Promise<FoundCaller | undefined> {
    const current = await activeKeys(db).where('api_keys.hash', '=', input.hash).executeTakeFirst();
    if (current) return isDisabled(current) ? undefined : toFoundCaller(current, current.expires_at);
    const retired = await activeKeys(db)
      .innerJoin('retired_secrets', 'retired_secrets.key_id', 'api_keys.id')
      .select('retired_secrets.valid_until')
      .where('retired_secrets.hash', '=', input.hash)
      .executeTakeFirst();
    if (!retired || isDisabled(retired)) return undefined;
    return toFoundCaller(retired, Math.min(retired.valid_until, retired.expires_at ?? retired.valid_until));
  },
});

const isDisabled = (row: ApiKeyRow) => fromJsonText<KeySettings>(row.settings).disabled === true;

const activeKeys = (db: Db) =>
  db
    .selectFrom('api_keys')
    .innerJoin('accounts', 'accounts.id', 'api_keys.account_id')
    .selectAll('api_keys')
    .select(['accounts.kind as account_kind', 'accounts.price_basis_points'])
    .where('api_keys.revoked_at', 'is', null);

const toFoundCaller = (
  row: ApiKeyRow & { account_kind: string; price_basis_points: number },
  expiresAtMs: number | null,
): FoundCaller => ({
  caller: {
    keyId: row.id,
    keyName: row.name,
    accountId: row.account_id,
    unlimited: row.account_kind === 'unlimited',
    mode: row.mode as Mode,
    pricePercent: percentOf(row),
    settings: fromJsonText<KeySettings>(row.settings),
  },
  expiresAtMs,
});

export interface FoundCaller {
  readonly caller: Caller;
  readonly expiresAtMs: number | null;
}

/** Oldest first; of one account, or of all. */
export const listKeys = defineUnit({
  name: 'list-keys',
  module: import.meta.url,
  async run(db: Db, input: { accountId?: string; nowMs: number }): Promise<SpendingKey[]> {
    let query = db.selectFrom('api_keys').selectAll().orderBy('created_at').orderBy('id');
    if (input.accountId !== undefined) query = query.where('account_id', '=', input.accountId);
    return withSpent(db, (await query.execute()).map(toKeySummary), input.nowMs);
  },
});

export async function withSpent(db: Db, keys: readonly KeySummary[], nowMs: number): Promise<SpendingKey[]> {
  const ids = keys.flatMap(({ id, settings }) => (settings.budget ? id : []));
  const spentBy = await spentOfKeys(db, ids, nowMs);
  return keys.map((key) => {
    const spent = spentBy.get(key.id);
    return spent ? { ...key, spent } : key;
  });
}

export const toKeySummary = (row: ApiKeyRow): KeySummary => ({
  id: row.id,
  accountId: row.account_id,
  mode: row.mode as Mode,
  name: row.name,
  hint: row.hint,
  settings: fromJsonText<KeySettings>(row.settings),
  createdAtMs: row.created_at,
  expiresAtMs: row.expires_at,
  revokedAtMs: row.revoked_at,
});

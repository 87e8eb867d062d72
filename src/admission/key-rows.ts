import type { Caller, KeySettings, Mode } from '../generation/caller.ts';
import { fromJsonText, toJsonText } from '../store/json-text.ts';
import { type Db, defineUnit } from '../store/unit.ts';

/** The account of a team's own server: it pays nothing and is never empty. */
export const defaultAccountId = 'default';

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

export const insertKey = defineUnit({
  name: 'insert-key',
  module: import.meta.url,
  async run(db: Db, key: NewKey): Promise<void> {
    await db
      .insertInto('accounts')
      .values({ id: defaultAccountId, name: 'Default', kind: 'unlimited', created_at: key.nowMs })
      .onConflict((conflict) => conflict.column('id').doNothing())
      .execute();
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
      })
      .execute();
  },
});

/** The caller behind a key's hash, and the moment the key ends; undefined when it is unknown or revoked. */
export const findCaller = defineUnit({
  name: 'find-caller',
  module: import.meta.url,
  async run(db: Db, input: { hash: string }): Promise<FoundCaller | undefined> {
    const row = await db
      .selectFrom('api_keys')
      .innerJoin('accounts', 'accounts.id', 'api_keys.account_id')
      .selectAll('api_keys')
      .select('accounts.kind as account_kind')
      .where('hash', '=', input.hash)
      .where('revoked_at', 'is', null)
      .executeTakeFirst();
    if (!row) return undefined;
    return {
      caller: {
        keyId: row.id,
        keyName: row.name,
        accountId: row.account_id,
        unlimited: row.account_kind === 'unlimited',
        mode: row.mode as Mode,
        settings: fromJsonText<KeySettings>(row.settings),
      },
      expiresAtMs: row.expires_at,
    };
  },
});

export interface FoundCaller {
  readonly caller: Caller;
  readonly expiresAtMs: number | null;
}

export const listKeys = defineUnit({
  name: 'list-keys',
  module: import.meta.url,
  async run(db: Db): Promise<KeySummary[]> {
    const rows = await db.selectFrom('api_keys').selectAll().orderBy('created_at').execute();
    return rows.map((row) => ({
      id: row.id,
      accountId: row.account_id,
      mode: row.mode as Mode,
      name: row.name,
      hint: row.hint,
      settings: fromJsonText<KeySettings>(row.settings),
      createdAtMs: row.created_at,
      expiresAtMs: row.expires_at,
      revokedAtMs: row.revoked_at,
    }));
  },
});

/** False when there is no such key or it was revoked before. */
export const revokeKey = defineUnit({
  name: 'revoke-key',
  module: import.meta.url,
  async run(db: Db, input: { id: string; nowMs: number }): Promise<boolean> {
    const updated = await db
      .updateTable('api_keys')
      .set({ revoked_at: input.nowMs })
      .where('id', '=', input.id)
      .where('revoked_at', 'is', null)
      .executeTakeFirst();
    return updated.numUpdatedRows === 1n;
  },
});

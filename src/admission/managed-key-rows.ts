import type { KeySettings, Mode } from '../generation/caller.ts';
import type { ManagedKey } from '../generation/caller-keys.ts';
import { hourMs } from '../records/count-usage.ts';
import { usageTable } from '../records/usage-table.ts';
import { fromJsonText } from '../store/json-text.ts';
import type { ApiKeyRow } from '../store/schema.ts';
import { type Db, defineUnit } from '../store/unit.ts';

interface Scope {
  readonly accountId: string;
  readonly mode: Mode;
}

export interface ManagedKeyWish extends Scope {
  readonly id?: string;
  readonly number?: number;
  readonly name?: string;
  /** Hash of a whole key. */
  readonly hash?: string;
  readonly hint?: string;
  readonly offset: number;
  readonly limit: number;
}

export interface FoundKeys {
  readonly keys: readonly (ManagedKey & { readonly id: string })[];
  readonly total: number;
}

/** Keys of an account that are not revoked and have no rights of operators, newest first, with what they spent. */
export const findManagedKeys = defineUnit({
  name: 'find-managed-keys',
  module: import.meta.url,
  async run(db: Db, wish: ManagedKeyWish): Promise<FoundKeys> {
    let query = livingKeys(db, wish);
    if (wish.id !== undefined) query = query.where('id', '=', wish.id);
    if (wish.number !== undefined) query = query.where('number', '=', wish.number);
    if (wish.hash !== undefined) query = query.where('hash', '=', wish.hash);
    const found = (await query.orderBy('number', 'desc').execute()).filter((row) => matches(row, wish));
    const page = found.slice(wish.offset, wish.offset + wish.limit);
    return {
      keys: await withSpending(db, { accountId: wish.accountId, mode: wish.mode }, page),
      total: found.length,
    };
  },
});

/** Id of one of these keys by its number. */
export const managedKeyId = defineUnit({
  name: 'managed-key-id',
  module: import.meta.url,
  async run(db: Db, { number, ...scope }: Scope & { number: number }): Promise<string | undefined> {
    const row = await livingKeys(db, scope).where('number', '=', number).executeTakeFirst();
    return row && matches(row, {}) ? row.id : undefined;
  },
});

const livingKeys = (db: Db, { accountId, mode }: Scope) =>
  db
    .selectFrom('api_keys')
    .selectAll()
    .where('account_id', '=', accountId)
    .where('mode', '=', mode)
    .where('revoked_at', 'is', null);

function matches(row: ApiKeyRow, { name, hint }: Pick<ManagedKeyWish, 'name' | 'hint'>): boolean {
  const { manageKeys, pinChannels } = settingsOf(row);
  return (
    !manageKeys &&
    !pinChannels &&
    (name === undefined || row.name.toLowerCase().includes(name.toLowerCase())) &&
    (hint === undefined || row.hint.includes(hint))
  );
}

async function withSpending(db: Db, scope: Scope, rows: readonly ApiKeyRow[]): Promise<FoundKeys['keys']> {
  if (rows.length === 0) return [];
  const ids = rows.map(({ id }) => id);
  const used = await db
    .selectFrom(await usageTable(db, { ...scope, keyIds: ids }))
    .select('key_id')
    .select((select) => [
      select.fn.sum<number>('charged_micros').as('micros'),
      select.fn.max('hour').as('hour'),
    ])
    .groupBy('key_id')
    .execute();
  const spent = await db
    .selectFrom('key_spending')
    .select(['key_id', 'spent_micros'])
    .where('key_id', 'in', ids)
    .where('period', '=', 'total')
    .execute();
  return rows.map((row) => {
    const usage = used.find(({ key_id }) => key_id === row.id);
    const { budget, disabled = false, models, ipAllow } = settingsOf(row);
    const spentMicros = spent.find(({ key_id }) => key_id === row.id)?.spent_micros ?? 0;
    return {
      id: row.id,
      number: row.number,
      name: row.name,
      hint: row.hint,
      disabled,
      createdAtMs: row.created_at,
      usedAtMs: usage && usage.hour * hourMs,
      expiresAtMs: row.expires_at,
      chargedMicros: usage?.micros ?? 0,
      ...(models ? { models } : {}),
      ...(ipAllow ? { ipAllow } : {}),
      ...(budget?.totalMicros === undefined
        ? {}
        : { leftMicros: Math.max(0, budget.totalMicros - spentMicros) }),
    };
  });
}

const settingsOf = (row: ApiKeyRow): KeySettings => fromJsonText<KeySettings>(row.settings);

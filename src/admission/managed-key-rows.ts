import type { KeySettings, Mode } from '../generation/caller.ts';
import type { ManagedKey } from '../generation/caller-keys.ts';
import type { Micros } from '../generation/price.ts';
import { spentOfKey } from '../ledger/allowance.ts';
import { hourMs } from '../records/count-usage.ts';
import { chargedSince, heldByKey, type UsedKey } from '../records/usage-of-key.ts';
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
    let query = db
      .selectFrom('api_keys')
      .selectAll()
      .where('account_id', '=', wish.accountId)
      .where('mode', '=', wish.mode)
      .where('revoked_at', 'is', null);
    if (wish.id !== undefined) query = query.where('id', '=', wish.id);
    if (wish.number !== undefined) query = query.where('number', '=', wish.number);
    if (wish.hash !== undefined) query = query.where('hash', '=', wish.hash);
    const found = (await query.orderBy('number', 'desc').execute()).filter((row) => matches(row, wish));
    const page = found.slice(wish.offset, wish.offset + wish.limit);
    return { keys: await withSpending(db, wish, page), total: found.length };
  },
});

function matches(row: ApiKeyRow, { name, hint }: ManagedKeyWish): boolean {
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
    .selectFrom('usage_hours')
    .select('key_id')
    .select((select) => [
      select.fn.sum<number>('charged_micros').as('micros'),
      select.fn.max('hour').as('hour'),
    ])
    .where('account_id', '=', scope.accountId)
    .where('mode', '=', scope.mode)
    .where('key_id', 'in', ids)
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

/** What a key has spent so far, as its budget counts it: what is held, too. */
export const spentSoFar = defineUnit({
  name: 'spent-so-far',
  module: import.meta.url,
  async run(db: Db, { hasBudget, ...key }: UsedKey & { hasBudget: boolean }): Promise<Micros> {
    // As the budget that is there counts, or as the one that comes will start (`startBudget`).
    return hasBudget
      ? spentOfKey(db, key.keyId)
      : (await chargedSince(db, key, 0)) + (await heldByKey(db, key));
  },
});

const settingsOf = (row: ApiKeyRow): KeySettings => fromJsonText<KeySettings>(row.settings);

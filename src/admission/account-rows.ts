import type { Selectable } from 'kysely';
import type { Mode } from '../generation/caller.ts';
import { Refusal } from '../generation/refusal.ts';
import { type Reversal, type Reversed, reverse } from '../ledger/reverse.ts';
import { type TopUp, topUp } from '../ledger/top-up.ts';
import { type Actor, noteAction } from '../records/actions.ts';
import { lockRows } from '../store/row-locks.ts';
import type { AccountRow } from '../store/schema.ts';
import { type Db, defineUnit } from '../store/unit.ts';

/** The account of a team's own server: it pays nothing and is never empty. */
export const defaultAccountId = 'default';

/** `unlimited` is never refused for lack of money; `prepaid` may spend what was put in. */
export type AccountKind = 'unlimited' | 'prepaid';

export interface Account {
  readonly id: string;
  readonly name: string;
  readonly kind: AccountKind;
  /** What it pays of the list of prices: 0 to 1,000, at most two decimals. */
  readonly pricePercent: number;
  readonly createdAtMs: number;
}

const listPercent = 100;

export const insertAccount = defineUnit({
  name: 'insert-account',
  module: import.meta.url,
  async run(db: Db, { by, ...account }: Account & { by: Actor }): Promise<void> {
    await db
      .insertInto('accounts')
      .values({
        id: account.id,
        name: account.name,
        kind: account.kind,
        price_basis_points: basisPoints(account),
        created_at: account.createdAtMs,
      })
      .execute();
    const { id: subject, createdAtMs: nowMs } = account;
    await noteAction(db, { by, action: 'account.create', subject, after: noted(account), nowMs });
  },
});

export const listAccounts = defineUnit({
  name: 'list-accounts',
  module: import.meta.url,
  run: (db: Db): Promise<Account[]> => allAccounts(db),
});

/** Oldest first. */
export async function allAccounts(db: Db): Promise<Account[]> {
  const rows = await db.selectFrom('accounts').selectAll().orderBy('created_at').orderBy('id').execute();
  return rows.map(toAccount);
}

/** The account; a `not_found` refusal when there is none. `locked`: for this unit alone until it ends. */
export async function requireAccount(db: Db, id: string, locked?: 'locked'): Promise<Account> {
  const query = db.selectFrom('accounts').selectAll().where('id', '=', id);
  const row = await (locked ? lockRows(db, query) : query).executeTakeFirst();
  if (!row) throw new Refusal('not_found', `There is no account ${id}.`, 'account_id');
  return toAccount(row);
}

export interface AccountChange {
  readonly id: string;
  readonly name?: string;
  readonly kind?: AccountKind;
  readonly pricePercent?: number;
  readonly by: Actor;
  readonly nowMs: number;
}

export const updateAccount = defineUnit({
  name: 'update-account',
  module: import.meta.url,
  errors: [Refusal],
  async run(db: Db, { id, by, nowMs, ...change }: AccountChange): Promise<Account> {
    const before = await requireAccount(db, id, 'locked');
    const after = { ...before, ...change };
    if (id === defaultAccountId && after.pricePercent !== listPercent)
      throw new Refusal('conflict', paysTheList, 'price_percent');
    await db
      .updateTable('accounts')
      .set({ name: after.name, kind: after.kind, price_basis_points: basisPoints(after) })
      .where('id', '=', id)
      .execute();
    await noteAction(db, {
      by,
      action: 'account.update',
      subject: id,
      before: noted(before),
      after: noted(after),
      nowMs,
    });
    return after;
  },
});

export const topUpAccount = defineUnit({
  name: 'top-up-account',
  module: import.meta.url,
  errors: [Refusal],
  async run(db: Db, entry: TopUp) {
    await requireAccount(db, entry.accountId);
    return topUp(db, entry);
  },
});

export const reverseTransfer = defineUnit({
  name: 'reverse-transfer',
  module: import.meta.url,
  errors: [Refusal],
  async run(db: Db, entry: Omit<Reversal, 'mayOverdraw'>): Promise<Reversed> {
    const mayOverdraw = async (accountId: string, mode: Mode) =>
      mode === 'test' || (await requireAccount(db, accountId)).kind === 'unlimited';
    return reverse(db, { ...entry, mayOverdraw });
  },
});

const paysTheList =
  'The account default pays the prices of the list: by its keys it is checked what pictures cost. Make an account of its own for whoever pays others.';

const noted = ({ name, kind, pricePercent }: Account) => ({ name, kind, price_percent: pricePercent });

const basisPoints = ({ pricePercent }: Account): number => Math.round(pricePercent * 100);

export const percentOf = (row: Pick<Selectable<AccountRow>, 'price_basis_points'>): number =>
  row.price_basis_points / 100;

const toAccount = (row: Selectable<AccountRow>): Account => ({
  id: row.id,
  name: row.name,
  kind: row.kind as AccountKind,
  pricePercent: percentOf(row),
  createdAtMs: row.created_at,
});

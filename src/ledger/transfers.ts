import type { Mode } from '../generation/caller.ts';
import type { Micros } from '../generation/price.ts';
import { insertRows } from '../store/insert-rows.ts';
import { prepareChange, prepareQuery } from '../store/prepared-query.ts';
import { engineOf } from '../store/row-locks.ts';
import type { Db } from '../store/unit.ts';

/** Ledger accounts of one paying account: what it may spend, what is set aside, what we earned, what came in. */
export type LedgerAccount = 'available' | 'held' | 'revenue' | 'funding';

export interface Transfer {
  /** Unique; a second transfer with it fails the transaction. */
  readonly id: string;
  readonly kind: 'hold' | 'charge' | 'release' | 'top-up' | 'refund' | 'reversal';
  readonly accountId: string;
  readonly mode: Mode;
  readonly generationId?: string;
  readonly debit: LedgerAccount;
  readonly credit: LedgerAccount;
  readonly amountMicros: Micros;
  readonly actor?: string;
  readonly note?: string;
  readonly nowMs: number;
}

/** Writes movements. Both sides are one row, so the books balance by construction. Nothing for nothing. */
export async function transfer(db: Db, ...entries: readonly Transfer[]): Promise<void> {
  const rows = entries
    .filter((entry) => entry.amountMicros !== 0)
    .map((entry) => ({
      id: entry.id,
      kind: entry.kind,
      account_id: entry.accountId,
      mode: entry.mode,
      generation_id: entry.generationId ?? null,
      debit: entry.debit,
      credit: entry.credit,
      amount_micros: entry.amountMicros,
      actor: entry.actor ?? null,
      note: entry.note ?? null,
      created_at: entry.nowMs,
    }));
  await insertRows(db, 'transfers', rows);
}

/**
 * Makes this unit the only one that works on the account until it commits. Every unit that moves money or counts
 * takes this row before any other of the account, so that two of them never wait for each other. Units that only note
 * something on a generation take its row without this one, and may share a commit with units that take this one after; then
 * PostgreSQL ends one of two that wait for each other, and it runs again. SQLite has one writer.
 */
export async function lockAccount(db: Db, accountId: string, mode: Mode): Promise<void> {
  if (engineOf(db) !== 'sqlite') await lockBalance(db, { accountId, mode });
}

const lockBalance = prepareQuery((db: Db, given: Book) =>
  db
    .selectFrom('balances')
    .select('account_id')
    .where('account_id', '=', given.accountId)
    .where('mode', '=', given.mode)
    .forUpdate(),
);

type Book = { accountId: string; mode: string };

/** Names the row that `lockAccount` takes: units that share a commit take those rows in the order of these names. */
export const bookName = (book: { readonly accountId: string; readonly mode: string }): string =>
  `${book.accountId} ${book.mode}`;

/** Adds to what an account may spend; the row appears with its first money. */
export async function addAvailable(db: Db, accountId: string, mode: Mode, micros: Micros): Promise<void> {
  if (micros !== 0) await addToBalance(db, { accountId, mode, micros });
}

const addToBalance = prepareChange((db: Db, given: Book & { micros: number }) =>
  db
    .insertInto('balances')
    .values({ account_id: given.accountId, mode: given.mode, available_micros: given.micros })
    .onConflict((conflict) =>
      conflict
        .columns(['account_id', 'mode'])
        .doUpdateSet((set) => ({ available_micros: set('balances.available_micros', '+', given.micros) })),
    ),
);

/**
 * Takes from what an account may spend, by one guarded statement: whatever runs beside it, the account is not
 * overdrawn. False when there is not enough.
 */
export async function takeAvailable(db: Db, accountId: string, mode: Mode, micros: Micros): Promise<boolean> {
  return (await takeFromBalance(db, { accountId, mode, micros })) === 1;
}

const takeFromBalance = prepareChange((db: Db, given: Book & { micros: number }) =>
  db
    .updateTable('balances')
    .set((set) => ({ available_micros: set('available_micros', '-', given.micros) }))
    .where('account_id', '=', given.accountId)
    .where('mode', '=', given.mode)
    .where('available_micros', '>=', given.micros),
);

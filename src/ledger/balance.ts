import type { Balance } from '../generation/books.ts';
import type { Mode } from '../generation/caller.ts';
import type { Micros } from '../generation/price.ts';
import { heldNow, type WhichBooks } from '../records/generation-log.ts';
import { rawSql } from '../store/raw-sql.ts';
import type { Db } from '../store/unit.ts';
import { bookName } from './transfers.ts';

interface Book {
  readonly accountId: string;
  readonly mode: Mode;
  readonly unlimited: boolean;
}

/** How an account stands. */
export async function readBalance(db: Db, book: Book): Promise<Balance> {
  return (await readBalances(db, { accountId: book.accountId, mode: book.mode }))(book);
}

/**
 * How accounts stand, in three statements however many they are. Every transfer moves money between funding, available,
 * held and revenue, so what was spent follows from the other three; nothing is added up over generations.
 */
export async function readBalances(db: Db, which: WhichBooks): Promise<(book: Book) => Balance> {
  const available = byBook(await availableNow(db, which));
  const held = byBook(await heldNow(db, which));
  const funded = byBook(await fundedSoFar(db, which));
  return (book) => {
    const [availableMicros, heldMicros, fundedMicros] = [available, held, funded].map(
      (micros) => micros.get(bookName(book)) ?? 0,
    ) as [Micros, Micros, Micros];
    const spentMicros = fundedMicros - availableMicros - heldMicros;
    return { unlimited: book.unlimited, availableMicros, heldMicros, fundedMicros, spentMicros };
  };
}

interface Sum {
  readonly account_id: string;
  readonly mode: string;
  readonly micros: Micros;
}

const byBook = (rows: readonly Sum[]): ReadonlyMap<string, Micros> =>
  new Map(rows.map(({ account_id, mode, micros }) => [bookName({ accountId: account_id, mode }), micros]));

async function availableNow(db: Db, { accountId, mode }: WhichBooks): Promise<Sum[]> {
  let query = db.selectFrom('balances').select(['account_id', 'mode', 'available_micros as micros']);
  if (accountId !== undefined) query = query.where('account_id', '=', accountId);
  if (mode !== undefined) query = query.where('mode', '=', mode);
  return query.execute();
}

async function fundedSoFar(db: Db, { accountId, mode }: WhichBooks): Promise<Sum[]> {
  const sql = rawSql();
  let query = db
    .selectFrom('transfers')
    .select([
      'account_id',
      'mode',
      sql<Micros>`sum(case debit when 'funding' then amount_micros else -amount_micros end)`.as('micros'),
    ])
    // In the words of the partial index (migration 0003), of which SQLite needs to be told.
    .where(sql<boolean>`(debit = 'funding' or credit = 'funding')`)
    .groupBy(['account_id', 'mode']);
  if (accountId !== undefined) query = query.where('account_id', '=', accountId);
  if (mode !== undefined) query = query.where('mode', '=', mode);
  return query.execute();
}

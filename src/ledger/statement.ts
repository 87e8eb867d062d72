import type { Mode } from '../generation/caller.ts';
import type { Micros } from '../generation/price.ts';
import { rawSql } from '../store/raw-sql.ts';
import type { TransferRow } from '../store/schema.ts';
import type { Db } from '../store/unit.ts';

/** Where the next page begins: after this transfer, and what was available before it. */
export interface StatementCursor {
  readonly createdAtMs: number;
  readonly transferId: string;
  readonly availableMicros: Micros;
}

export interface StatementInput {
  readonly accountId: string;
  readonly mode: Mode;
  readonly limit: number;
  readonly fromMs: number;
  /** Not included. Ignored with a cursor. */
  readonly toMs: number;
  readonly after?: StatementCursor;
}

export interface StatementLine {
  readonly transferId: string;
  readonly createdAtMs: number;
  readonly kind: string;
  readonly generationId: string | null;
  readonly amountMicros: Micros;
  /** What it did to what may be spent: a charge comes out of what was held before and does nothing. */
  readonly changeMicros: Micros;
  /** What may be spent after it. */
  readonly availableMicros: Micros;
  readonly actor: string | null;
  readonly reason: string | null;
}

export interface Statement {
  /** Newest first. */
  readonly lines: readonly StatementLine[];
  readonly next: StatementCursor | undefined;
}

const change = () => rawSql()<number>`case when credit = 'available' then amount_micros
  when debit = 'available' then -amount_micros else 0 end`;

/** The transfers of an account with the balance each one left. */
export async function readStatement(db: Db, input: StatementInput): Promise<Statement> {
  const rows = await pageOf(db, input);
  let availableMicros = input.after?.availableMicros ?? (await availableAt(db, input));
  const lines = rows.slice(0, input.limit).map((row) => {
    const line = toLine(row, availableMicros);
    availableMicros -= line.changeMicros;
    return line;
  });
  const last = lines.at(-1);
  const next =
    last && rows.length > input.limit
      ? { createdAtMs: last.createdAtMs, transferId: last.transferId, availableMicros }
      : undefined;
  return { lines, next };
}

/** One row more than asked for, which tells whether there is another page. */
function pageOf(db: Db, input: StatementInput): Promise<TransferRow[]> {
  const { after } = input;
  let query = ofAccount(db, input)
    .selectAll()
    .where('created_at', '>=', input.fromMs)
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(input.limit + 1);
  query = after
    ? query
        .where('created_at', '<=', after.createdAtMs)
        .where((where) =>
          where.or([where('created_at', '<', after.createdAtMs), where('id', '<', after.transferId)]),
        )
    : query.where('created_at', '<', input.toMs);
  return query.execute();
}

/** What was available when the newest line of the first page was done. */
async function availableAt(db: Db, input: StatementInput): Promise<Micros> {
  const balance = await db
    .selectFrom('balances')
    .select('available_micros')
    .where('account_id', '=', input.accountId)
    .where('mode', '=', input.mode)
    .executeTakeFirst();
  const later = await ofAccount(db, input)
    .select(rawSql()<number>`coalesce(sum(${change()}), 0)`.as('change'))
    .where('created_at', '>=', input.toMs)
    .executeTakeFirst();
  return (balance?.available_micros ?? 0) - (later?.change ?? 0);
}

const ofAccount = (db: Db, input: StatementInput) =>
  db.selectFrom('transfers').where('account_id', '=', input.accountId).where('mode', '=', input.mode);

function toLine(row: TransferRow, availableMicros: Micros): StatementLine {
  const sign = row.credit === 'available' ? 1 : row.debit === 'available' ? -1 : 0;
  return {
    transferId: row.id,
    createdAtMs: row.created_at,
    kind: row.kind,
    generationId: row.generation_id,
    amountMicros: row.amount_micros,
    changeMicros: sign * row.amount_micros || 0,
    availableMicros,
    actor: row.actor,
    reason: row.note,
  };
}

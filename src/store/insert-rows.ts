import type { Insertable } from 'kysely';
import { toJsonText } from './json-text.ts';
import { checkParameters } from './parameters.ts';
import { rawSql } from './raw-sql.ts';
import { engineOf } from './row-locks.ts';
import type { Database } from './schema.ts';
import type { Db } from './unit.ts';

/**
 * Inserts rows that all have the columns of the first one. On PostgreSQL as one JSON parameter: the statement has one
 * text however many rows there are, so the server plans it once. SQLite, without round trips, takes them one by one.
 */
export async function insertRows<Table extends keyof Database & string>(
  db: Db,
  table: Table,
  rows: readonly Insertable<Database[Table]>[],
): Promise<void> {
  const [first] = rows;
  if (!first) return;
  if (engineOf(db) === 'sqlite') {
    for (const row of rows) await db.insertInto(table).values(row).execute();
    return;
  }
  for (const row of rows) checkParameters(Object.values(row));
  const sql = rawSql();
  const columns = sql.join(Object.keys(first).map((column) => sql.ref(column)));
  await sql`insert into ${sql.table(table)} (${columns})
    select ${columns} from json_populate_recordset(null::${sql.table(table)}, ${toJsonText(rows)})`.execute(
    db,
  );
}

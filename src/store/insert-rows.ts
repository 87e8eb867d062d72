import type { CompiledQuery, Insertable } from 'kysely';
import { toJsonText } from './json-text.ts';
import { checkParameters } from './parameters.ts';
import { rawSql } from './raw-sql.ts';
import { engineOf } from './row-locks.ts';
import { runCompiled, withParameters } from './run-compiled.ts';
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
  const columns = Object.keys(first) as (keyof typeof first)[];
  if (engineOf(db) === 'sqlite') {
    const query = built(`sqlite ${table} ${columns}`, () => db.insertInto(table).values(first).compile());
    for (const row of rows) {
      await runCompiled(
        db,
        withParameters(
          query,
          columns.map((column) => row[column]),
        ),
      );
    }
    return;
  }
  for (const row of rows) checkParameters(Object.values(row));
  const query = built(`postgres ${table} ${columns}`, () => {
    const sql = rawSql();
    const names = sql.join(columns.map((column) => sql.ref(String(column))));
    return sql`insert into ${sql.table(table)} (${names})
      select ${names} from json_populate_recordset(null::${sql.table(table)}, ${''})`.compile(db);
  });
  await runCompiled(db, withParameters(query, [toJsonText(rows)]));
}

const queries = new Map<string, CompiledQuery>();

/** Each caller inserts the same columns every time, and building a statement takes longer than carrying it out. */
function built(key: string, build: () => CompiledQuery): CompiledQuery {
  let query = queries.get(key);
  if (!query) {
    query = build();
    queries.set(key, query);
  }
  return query;
}

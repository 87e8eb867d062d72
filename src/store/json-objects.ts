import type { RawBuilder } from 'kysely';
import { rawSql } from './raw-sql.ts';
import { engineOf } from './row-locks.ts';
import type { Db } from './unit.ts';

/**
 * The columns of a row as the text of one JSON object, so that rows of several tables are read in one statement and
 * cross to another thread as text. Numbers, text and null only, as every table holds.
 */
export function jsonObject(db: Db, table: string, columns: readonly string[]): RawBuilder<string> {
  return asText(db, object(db, table, columns));
}

/** The same for all rows of a subquery's table, as one array in no order; `[]` for none. */
export function jsonObjects(db: Db, table: string, columns: readonly string[]): RawBuilder<string> {
  const sql = rawSql();
  const gather = sql.raw(engineOf(db) === 'postgres' ? 'json_agg' : 'json_group_array');
  return sql`coalesce(${asText(db, sql`${gather}(${object(db, table, columns)})`)}, '[]')`;
}

function object(db: Db, table: string, columns: readonly string[]): RawBuilder<string> {
  const sql = rawSql();
  const build = sql.raw(engineOf(db) === 'postgres' ? 'json_build_object' : 'json_object');
  const pairs = columns.flatMap((column) => [sql.lit(column), sql.ref(`${table}.${column}`)]);
  return sql`${build}(${sql.join(pairs)})`;
}

/** PostgreSQL's driver would parse what has the type JSON. */
const asText = (db: Db, json: RawBuilder<string>): RawBuilder<string> =>
  engineOf(db) === 'postgres' ? rawSql()<string>`${json}::text` : json;

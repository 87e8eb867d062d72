/**
 * Kysely's `sql`, for the few expressions its builder cannot say; inside a unit only. Given by the thread that runs
 * units: the main thread imports them for their names, and on SQLite it never needs the query builder.
 */
export function rawSql(): Sql {
  if (!given) throw new Error('no unit has run in this thread');
  return given;
}

/** Not `require`d here: that would load the package a second time, in its other module format. */
export function giveRawSql(sql: Sql): void {
  given = sql;
}

type Sql = typeof import('kysely')['sql'];

let given: Sql | undefined;

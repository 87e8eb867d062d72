import { rawSql } from './raw-sql.ts';
import { defineUnit } from './unit.ts';

/** Unix milliseconds on the clock of a PostgreSQL server, at the moment it answers. */
export const readDatabaseTime = defineUnit<undefined, number>({
  name: 'read-database-time',
  module: import.meta.url,
  async run(db) {
    const sql = rawSql();
    const { rows } = await sql<{ ms: number }>`
      select (extract(epoch from clock_timestamp()) * 1000)::bigint as ms`.execute(db);
    return rows[0]?.ms as number;
  },
});

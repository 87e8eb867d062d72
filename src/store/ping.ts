import { sql } from 'kysely';
import { defineUnit } from './unit.ts';

/** Readiness on both engines. */
export const pingUnit = defineUnit<undefined, void>({
  name: 'ping',
  module: import.meta.url,
  run: async (db) => {
    await sql`select 1`.execute(db);
  },
});

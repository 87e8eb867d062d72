import { createRequire } from 'node:module';

/**
 * Kysely's `sql`, for the few expressions its builder cannot say. Loaded at the first use, inside a unit: the main
 * thread imports units only for their names, and on SQLite it never needs the 20 MB of the query builder.
 */
export function rawSql(): typeof import('kysely')['sql'] {
  loaded ??= (createRequire(import.meta.url)('kysely') as typeof import('kysely')).sql;
  return loaded;
}

let loaded: typeof import('kysely')['sql'] | undefined;

import { CompiledQuery } from 'kysely';
import { type Db, defineUnit } from '../store/unit.ts';
import { type GenerationSearch, narrow } from './generation-rows.ts';

/** How the database would look for a page, in its own words. */
export const explainSearch = defineUnit({
  name: 'explain-search',
  module: import.meta.url,
  async run(db: Db, { isPostgres, ...input }: GenerationSearch & { isPostgres: boolean }): Promise<string> {
    // Few rows are read fastest one by one; there are many.
    if (isPostgres) await db.executeQuery(CompiledQuery.raw('set local enable_seqscan = off'));
    const { sql, parameters } = narrow(db, input, input.after).limit(500).compile();
    const words = isPostgres ? 'explain' : 'explain query plan';
    const { rows } = await db.executeQuery<object>(CompiledQuery.raw(`${words} ${sql}`, [...parameters]));
    return rows.flatMap((row) => Object.values(row).filter((value) => typeof value === 'string')).join('\n');
  },
});

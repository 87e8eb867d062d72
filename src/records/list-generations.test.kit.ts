import { CompiledQuery } from 'kysely';
import { type Db, defineUnit } from '../store/unit.ts';
import { type ListInput, listQuery } from './list-generations.ts';

/** How SQLite would look for a page, in its own words. */
export const explainList = defineUnit({
  name: 'explain-list',
  module: import.meta.url,
  async run(db: Db, input: ListInput): Promise<string> {
    const { sql, parameters } = listQuery(db, input).compile();
    const query = CompiledQuery.raw(`explain query plan ${sql}`, [...parameters]);
    const { rows } = await db.executeQuery<{ detail: string }>(query);
    return rows.map(({ detail }) => detail).join('\n');
  },
});

import { CompiledQuery } from 'kysely';
import { type Db, defineUnit } from '../../src/store/unit.ts';
import { type DueInput, dueQuery } from '../../src/tasks/callbacks/due-lanes.ts';

/** How the database would look for what is due, in its own words. */
export const explainDue = defineUnit({
  name: 'explain-due-lanes',
  module: import.meta.url,
  async run(db: Db, { command, ...input }: DueInput & { command: string }): Promise<string> {
    const { sql, parameters } = dueQuery(input).compile(db);
    const query = CompiledQuery.raw(`${command} ${sql}`, [...parameters]);
    const { rows } = await db.executeQuery<{ detail?: string; 'QUERY PLAN'?: string }>(query);
    return rows.map((row) => row.detail ?? row['QUERY PLAN']).join('\n');
  },
});

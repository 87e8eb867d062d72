import type { Kysely } from 'kysely';

/** What each output of a task brought, for the run after one that was cut off. */
export async function up(db: Kysely<never>): Promise<void> {
  await db.schema
    .createTable('kept_outputs')
    .addColumn('generation_id', 'text', (column) => column.notNull())
    .addColumn('slot', 'integer', (column) => column.notNull())
    .addColumn('produced', 'text', (column) => column.notNull())
    .addColumn('noted_at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('kept_outputs_key', ['generation_id', 'slot'])
    .execute();
}

import type { Kysely } from 'kysely';

/** The version that took a price away: it keeps the number, and what it took away. */
export async function up(db: Kysely<never>): Promise<void> {
  await db.schema
    .alterTable('prices')
    .addColumn('removed', 'integer', (column) => column.notNull().defaultTo(0))
    .execute();
}

import type { Kysely } from 'kysely';

/** How far a running task is. */
export async function up(db: Kysely<never>): Promise<void> {
  await db.schema.alterTable('generations').addColumn('steps', 'text').execute();
}

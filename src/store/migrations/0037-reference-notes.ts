import type { Kysely } from 'kysely';

export async function up(db: Kysely<never>): Promise<void> {
  await db.schema.alterTable('generations').addColumn('reference_notes', 'text').execute();
}

import type { Kysely } from 'kysely';

/** When somebody had an image deleted before its time. */
export async function up(db: Kysely<never>): Promise<void> {
  await db.schema.alterTable('outputs').addColumn('withdrawn_at', 'bigint').execute();
}

import type { Kysely } from 'kysely';

export async function up(db: Kysely<never>): Promise<void> {
  await db.schema.alterTable('uploads').addColumn('part_sizes', 'text').execute();
  await db.schema
    .createIndex('uploads_of_account')
    .on('uploads')
    .columns(['account_id', 'mode', 'created_at'])
    .execute();
}

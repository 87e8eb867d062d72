import type { Kysely } from 'kysely';

export async function up(db: Kysely<never>): Promise<void> {
  // Until when somebody may be putting bytes into the place; null when nobody is.
  await db.schema.alterTable('uploads').addColumn('claimed_until', 'bigint').execute();
  await db.schema
    .createIndex('uploads_awaited')
    .on('uploads')
    .column('fill_until')
    .where('state' as never, '=', 'awaited' as never)
    .execute();
}

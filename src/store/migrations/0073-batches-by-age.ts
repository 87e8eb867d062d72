import type { Kysely } from 'kysely';

/** Old batches are looked for once a minute, and a row of them holds every request of its batch. */
export async function up(db: Kysely<never>): Promise<void> {
  await db.schema.createIndex('batches_by_age').on('batches').column('created_at').execute();
}

import type { Kysely } from 'kysely';

/** Who made a key is asked whenever one without noted limits is changed. */
export async function up(db: Kysely<never>): Promise<void> {
  await db.schema.createIndex('actions_of_subject').on('actions').columns(['subject', 'action']).execute();
}

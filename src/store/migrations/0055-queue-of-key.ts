import { type Kysely, sql } from 'kysely';

/** Finds the keys that have tasks waiting, and the oldest of one key, without a look at the others. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`create index generations_queue_of_key on generations (key_id, created_at) where state = 'queued'`.execute(
    db,
  );
}

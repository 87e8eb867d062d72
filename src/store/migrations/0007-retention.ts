import { type Kysely, sql } from 'kysely';

/** What ended long ago is found by its end, however many rows are kept. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`create index generations_finished on generations (finished_at) where finished_at is not null`.execute(
    db,
  );
}

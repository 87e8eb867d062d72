import { type Kysely, sql } from 'kysely';

/** What is due is found by when, however many lanes wait for later. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    create index callback_events_by_time on callback_events (next_at, host, account_id, mode)
    where next_at is not null`.execute(db);
}

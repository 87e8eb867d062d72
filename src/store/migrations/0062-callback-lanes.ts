import { type Kysely, sql } from 'kysely';

/** Events are claimed payer by payer, too: those one account has for a host are never read for another account's. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`drop index callback_events_due`.execute(db);
  await sql`
    create index callback_events_due on callback_events (host, account_id, mode, next_at)
    where next_at is not null`.execute(db);
}

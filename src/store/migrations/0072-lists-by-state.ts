import { type Kysely, sql } from 'kysely';

/** Lists of one state find their rows however many others there are. What succeeds costs no entry in either index. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    create index generations_unsuccessful on generations (account_id, mode, state, created_at)
    where state in ('failed', 'cancelled')`.execute(db);
  await sql`
    create index callback_events_of_state on callback_events (account_id, mode, state, created_at)`.execute(
    db,
  );
}

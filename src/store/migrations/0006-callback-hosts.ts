import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<never>): Promise<void> {
  await db.schema
    .alterTable('callback_events')
    .addColumn('host', 'text', (column) => column.notNull().defaultTo(''))
    .execute();
  // Events are claimed host by host: the thousands that wait for one host are never read for another.
  await sql`drop index callback_events_due`.execute(db);
  await sql`create index callback_events_due on callback_events (host, next_at) where next_at is not null`.execute(
    db,
  );
  await sql`create index callback_events_finished on callback_events (finished_at) where finished_at is not null`.execute(
    db,
  );
}

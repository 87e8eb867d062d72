import { type Kysely, sql } from 'kysely';
import { engineOf } from '../row-locks.ts';

/** One generation may be told of more than once, and news need not come from any: an event is told apart by its id alone. */
export async function up(db: Kysely<never>): Promise<void> {
  if (engineOf(db) === 'postgres') {
    await sql`alter table callback_events drop constraint callback_events_generation_id_key`.execute(db);
  } else {
    await rebuild(db);
  }
  await sql`create index callback_events_of_generation on callback_events (generation_id)`.execute(db);
}

/** SQLite cannot drop a constraint (sqlite.org/lang_altertable.html §7). */
async function rebuild(db: Kysely<never>): Promise<void> {
  await sql`
    create table callback_events_rebuilt (
      id text primary key,
      generation_id text not null,
      account_id text not null,
      mode text not null,
      url text not null,
      state text not null,
      attempts integer not null,
      next_at bigint,
      owner text,
      created_at bigint not null,
      finished_at bigint,
      host text not null default '',
      payload text
    )`.execute(db);
  const columns = sql.raw(
    'id, generation_id, account_id, mode, url, state, attempts, next_at, owner, created_at, finished_at, host, payload',
  );
  await sql`
    insert into callback_events_rebuilt (${columns}) select ${columns} from callback_events`.execute(db);
  await sql`drop table callback_events`.execute(db);
  await sql`alter table callback_events_rebuilt rename to callback_events`.execute(db);
  for (const index of [
    sql`callback_events_of_account on callback_events (account_id, mode, created_at)`,
    sql`callback_events_finished on callback_events (finished_at) where finished_at is not null`,
    sql`callback_events_due on callback_events (host, account_id, mode, next_at) where next_at is not null`,
    sql`callback_events_by_time on callback_events (next_at, host, account_id, mode) where next_at is not null`,
  ]) {
    await sql`create index ${index}`.execute(db);
  }
}

import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<never>): Promise<void> {
  for (const [column, type] of [
    ['dispatched_at', 'bigint'],
    ['runs', 'integer'],
    ['callback_url', 'text'],
  ] as const) {
    await db.schema.alterTable('generations').addColumn(column, type).execute();
  }
  await sql`create index generations_queue on generations (created_at) where state = 'queued'`.execute(db);

  await db.schema
    .createTable('callback_events')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('generation_id', 'text', (column) => column.notNull().unique())
    .addColumn('account_id', 'text', (column) => column.notNull())
    .addColumn('mode', 'text', (column) => column.notNull())
    .addColumn('url', 'text', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('attempts', 'integer', (column) => column.notNull())
    .addColumn('next_at', 'bigint')
    .addColumn('owner', 'text')
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('finished_at', 'bigint')
    .execute();
  await sql`create index callback_events_due on callback_events (next_at) where next_at is not null`.execute(
    db,
  );
  await db.schema
    .createIndex('callback_events_of_account')
    .on('callback_events')
    .columns(['account_id', 'mode', 'created_at'])
    .execute();

  await db.schema
    .createTable('callback_attempts')
    .addColumn('event_id', 'text', (column) => column.notNull())
    .addColumn('number', 'integer', (column) => column.notNull())
    .addColumn('started_at', 'bigint', (column) => column.notNull())
    .addColumn('duration_ms', 'bigint', (column) => column.notNull())
    .addColumn('status', 'integer')
    .addColumn('error', 'text')
    .addPrimaryKeyConstraint('callback_attempts_pk', ['event_id', 'number'])
    .execute();

  await db.schema
    .createTable('callback_secrets')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('account_id', 'text', (column) => column.notNull())
    .addColumn('secret', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('expires_at', 'bigint')
    .execute();
  await db.schema
    .createIndex('callback_secrets_of_account')
    .on('callback_secrets')
    .column('account_id')
    .execute();
}

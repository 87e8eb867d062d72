import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<never>): Promise<void> {
  await db.schema
    .createTable('retired_secrets')
    .addColumn('hash', 'text', (column) => column.primaryKey())
    .addColumn('key_id', 'text', (column) => column.notNull().references('api_keys.id'))
    .addColumn('hint', 'text', (column) => column.notNull())
    .addColumn('valid_until', 'bigint', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('retired_secrets_of_key').on('retired_secrets').column('key_id').execute();
  await db.schema
    .createIndex('api_keys_of_account')
    .on('api_keys')
    .columns(['account_id', 'created_at'])
    .execute();

  for (const [column, type] of [
    ['channel', 'text'],
    ['images', 'integer'],
    ['prompt_tokens', 'bigint'],
    ['output_tokens', 'bigint'],
  ] as const) {
    await db.schema.alterTable('generations').addColumn(column, type).execute();
  }
  await db.schema.alterTable('attempts').addColumn('cost_micros', 'bigint').execute();
  // As small as the work in flight: what is held of an account is read from it.
  await sql`create index generations_unfinished on generations (account_id, mode) where finished_at is null`.execute(
    db,
  );
  await sql`create index transfers_funding on transfers (account_id, mode)
    where debit = 'funding' or credit = 'funding'`.execute(db);

  await createUsage(db);
  await createActions(db);
}

async function createUsage(db: Kysely<never>): Promise<void> {
  await db.schema
    .createTable('usage_hours')
    .addColumn('account_id', 'text', (column) => column.notNull())
    .addColumn('mode', 'text', (column) => column.notNull())
    .addColumn('hour', 'integer', (column) => column.notNull())
    .addColumn('key_id', 'text', (column) => column.notNull())
    .addColumn('model', 'text', (column) => column.notNull())
    .addColumn('channel', 'text', (column) => column.notNull())
    .addColumn('requests', 'integer', (column) => column.notNull())
    .addColumn('succeeded', 'integer', (column) => column.notNull())
    .addColumn('images', 'integer', (column) => column.notNull())
    .addColumn('charged_micros', 'bigint', (column) => column.notNull())
    .addColumn('cost_micros', 'bigint', (column) => column.notNull())
    .addColumn('prompt_tokens', 'bigint', (column) => column.notNull())
    .addColumn('output_tokens', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('usage_hours_pk', ['account_id', 'mode', 'hour', 'key_id', 'model', 'channel'])
    .execute();
  await db.schema.createIndex('usage_hours_by_hour').on('usage_hours').columns(['mode', 'hour']).execute();
  // What ended before this migration. Tokens were not kept in columns then and count as none.
  await sql`
    update generations set
      channel = (select a.channel from attempts a where a.generation_id = generations.id and a.result = 'delivered'
        order by a.slot, a.number limit 1),
      images = (select count(*) from outputs o where o.generation_id = generations.id)
    where finished_at is not null`.execute(db);
  await sql`
    insert into usage_hours
    select account_id, mode, finished_at / 3600000, key_id, model, coalesce(channel, ''), count(*),
      sum(case when state = 'succeeded' then 1 else 0 end), sum(coalesce(images, 0)), sum(charged_micros),
      sum(coalesce(cost_micros, 0)), 0, 0
    from generations where finished_at is not null
    group by account_id, mode, finished_at / 3600000, key_id, model, coalesce(channel, '')`.execute(db);
}

async function createActions(db: Kysely<never>): Promise<void> {
  await db.schema
    .createTable('actions')
    .addColumn('number', 'bigint', (column) => column.primaryKey())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('actor', 'text', (column) => column.notNull())
    .addColumn('address', 'text')
    .addColumn('request_id', 'text')
    .addColumn('action', 'text', (column) => column.notNull())
    .addColumn('subject', 'text', (column) => column.notNull())
    .addColumn('before', 'text')
    .addColumn('after', 'text')
    .addColumn('hash', 'text', (column) => column.notNull())
    .execute();
  // Row 0 starts the chain of hashes; whoever appends locks it, so numbers have no gaps.
  await sql`insert into actions (number, created_at, actor, action, subject, hash)
    values (0, 0, 'plantain', 'chain.start', '', '')`.execute(db);
}

import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<never>): Promise<void> {
  await db.schema
    .createTable('balances')
    .addColumn('account_id', 'text', (column) => column.notNull())
    .addColumn('mode', 'text', (column) => column.notNull())
    .addColumn('available_micros', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('balances_pk', ['account_id', 'mode'])
    .execute();

  await db.schema
    .createTable('transfers')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('account_id', 'text', (column) => column.notNull())
    .addColumn('mode', 'text', (column) => column.notNull())
    .addColumn('generation_id', 'text')
    .addColumn('debit', 'text', (column) => column.notNull())
    .addColumn('credit', 'text', (column) => column.notNull())
    .addColumn('amount_micros', 'bigint', (column) => column.notNull().check(sql`amount_micros > 0`))
    .addColumn('actor', 'text')
    .addColumn('note', 'text')
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .execute();
  await db.schema
    .createIndex('transfers_statement')
    .on('transfers')
    .columns(['account_id', 'mode', 'created_at', 'id'])
    .execute();

  await db.schema
    .createTable('key_activity')
    .addColumn('key_id', 'text', (column) => column.primaryKey())
    .addColumn('sync_running', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('tasks_running', 'integer', (column) => column.notNull().defaultTo(0))
    .execute();

  await db.schema
    .createTable('key_spending')
    .addColumn('key_id', 'text', (column) => column.notNull())
    .addColumn('period', 'text', (column) => column.notNull())
    .addColumn('spent_micros', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('key_spending_pk', ['key_id', 'period'])
    .execute();

  await db.schema
    .createTable('prices')
    .addColumn('version', 'integer', (column) => column.notNull())
    .addColumn('model', 'text', (column) => column.notNull())
    .addColumn('strategy', 'text', (column) => column.notNull())
    .addColumn('price', 'text', (column) => column.notNull())
    .addColumn('actor', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('prices_pk', ['model', 'strategy', 'version'])
    .execute();

  await db.schema
    .createTable('idempotency_keys')
    .addColumn('key_id', 'text', (column) => column.notNull())
    .addColumn('idempotency_key', 'text', (column) => column.notNull())
    .addColumn('body_hash', 'text', (column) => column.notNull())
    .addColumn('generation_id', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('idempotency_keys_pk', ['key_id', 'idempotency_key'])
    .execute();
  await db.schema.createIndex('idempotency_keys_age').on('idempotency_keys').column('created_at').execute();

  for (const [column, type] of [
    ['strategy', 'text'],
    ['price', 'text'],
    ['choice', 'text'],
    ['cost_micros', 'bigint'],
  ] as const) {
    await db.schema.alterTable('generations').addColumn(column, type).execute();
  }
  await db.schema
    .createIndex('generations_of_account')
    .on('generations')
    .columns(['account_id', 'mode', 'created_at'])
    .execute();
}

import type { Kysely } from 'kysely';

const sums = [
  ['requests', 'integer'],
  ['succeeded', 'integer'],
  ['images', 'integer'],
  ['charged_micros', 'bigint'],
  ['cost_micros', 'bigint'],
  ['prompt_tokens', 'bigint'],
  ['output_tokens', 'bigint'],
] as const;

/** Usage by the day: a twenty-fourth of the rows of months and years. Filled by the upkeep, day by day. */
export async function up(db: Kysely<never>): Promise<void> {
  let table = db.schema
    .createTable('usage_days')
    .addColumn('account_id', 'text', (column) => column.notNull())
    .addColumn('mode', 'text', (column) => column.notNull())
    .addColumn('day', 'integer', (column) => column.notNull())
    .addColumn('key_id', 'text', (column) => column.notNull())
    .addColumn('model', 'text', (column) => column.notNull())
    .addColumn('channel', 'text', (column) => column.notNull())
    .addColumn('last_hour', 'integer', (column) => column.notNull());
  for (const [name, type] of sums) table = table.addColumn(name, type, (column) => column.notNull());
  await table
    .addPrimaryKeyConstraint('usage_days_pk', ['account_id', 'mode', 'day', 'key_id', 'model', 'channel'])
    .execute();
  await db.schema.createIndex('usage_days_by_day').on('usage_days').columns(['mode', 'day']).execute();
  await db.schema
    .createIndex('usage_days_of_key')
    .on('usage_days')
    .columns(['account_id', 'mode', 'key_id'])
    .execute();
}

import type { Kysely } from 'kysely';

export async function up(db: Kysely<never>): Promise<void> {
  await db.schema
    .alterTable('channel_changes')
    .addColumn('circuits', 'bigint', (column) => column.notNull().defaultTo(0))
    .execute();
  await db.schema
    .createTable('channel_circuits')
    .addColumn('channel_id', 'text', (column) => column.notNull())
    .addColumn('upstream_model', 'text', (column) => column.notNull())
    .addColumn('version', 'bigint', (column) => column.notNull())
    .addColumn('node', 'text', (column) => column.notNull())
    .addColumn('cause', 'text')
    .addColumn('open_until', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('channel_circuits_pkey', ['channel_id', 'upstream_model'])
    .execute();
  await db.schema.createIndex('channel_circuits_version').on('channel_circuits').column('version').execute();
}

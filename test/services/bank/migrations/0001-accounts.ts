import type { Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('bank_account')
    .addColumn('id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('balance_micros', 'bigint', (column) => column.notNull())
    .addColumn('note_json', 'text')
    .execute();
}

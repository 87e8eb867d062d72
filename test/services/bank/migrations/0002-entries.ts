import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('bank_entry')
    .addColumn('id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('account_id', 'text', (column) => column.notNull().references('bank_account.id'))
    .addColumn('slot', 'integer', (column) => column.notNull())
    .addColumn('amount_micros', 'bigint', (column) => column.notNull().check(sql`amount_micros <> 0`))
    .addUniqueConstraint('bank_entry_once', ['account_id', 'slot'])
    .execute();
}

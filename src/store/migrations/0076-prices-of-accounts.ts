import type { Kysely } from 'kysely';

/** What an account pays of the list, in hundredths of a percent. */
export async function up(db: Kysely<never>): Promise<void> {
  await db.schema
    .alterTable('accounts')
    .addColumn('price_basis_points', 'integer', (column) => column.notNull().defaultTo(10_000))
    .execute();
}

import type { Kysely } from 'kysely';

/** Whether an answer may lie in the archive for an Idempotency-Key. Of those claimed before, nobody knows. */
export async function up(db: Kysely<never>): Promise<void> {
  await db.schema
    .alterTable('idempotency_keys')
    .addColumn('keeps_answer', 'integer', (column) => column.notNull().defaultTo(1))
    .execute();
}

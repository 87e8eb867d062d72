import { type Kysely, sql } from 'kysely';

/** When a generation was counted against its key's budgets: what is not charged is taken off those periods alone. */
export async function up(db: Kysely<never>): Promise<void> {
  await db.schema.alterTable('generations').addColumn('budgeted_at', 'bigint').execute();
  await sql`
    update generations set budgeted_at = created_at
    where finished_at is null and key_id in (select key_id from key_spending)`.execute(db);
}

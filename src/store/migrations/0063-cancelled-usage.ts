import { type Kysely, sql } from 'kysely';

/** What was cancelled, apart from what failed. Of what ended before this, as far as generations are kept. */
export async function up(db: Kysely<never>): Promise<void> {
  for (const [table, step, stepMs] of [
    ['usage_hours', 'hour', 3_600_000],
    ['usage_days', 'day', 86_400_000],
  ] as const) {
    await db.schema
      .alterTable(table)
      .addColumn('cancelled', 'integer', (column) => column.notNull().defaultTo(0))
      .execute();
    const [name, at, of] = [sql.table(table), sql.ref(step), sql.raw(`finished_at / ${stepMs}`)];
    await sql`
      update ${name} set cancelled = ended.cancelled
      from (
        select account_id, mode, ${of} as step, key_id, model, coalesce(channel, '') as channel, count(*) as cancelled
        from generations where state = 'cancelled' and finished_at is not null
        group by account_id, mode, ${of}, key_id, model, coalesce(channel, '')
      ) as ended
      where ${name}.account_id = ended.account_id and ${name}.mode = ended.mode and ${name}.${at} = ended.step
        and ${name}.key_id = ended.key_id and ${name}.model = ended.model and ${name}.channel = ended.channel`.execute(
      db,
    );
  }
}

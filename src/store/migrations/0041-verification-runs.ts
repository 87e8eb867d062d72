import type { Kysely } from 'kysely';

export async function up(db: Kysely<never>): Promise<void> {
  const runs = ['owner', 'scope'] as const;
  for (const name of runs) {
    await db.schema.alterTable('verification_runs').addColumn(name, 'text').execute();
  }
  for (const name of ['passed', 'failed'] as const) {
    await db.schema
      .alterTable('verification_runs')
      .addColumn(name, 'integer', (column) => column.notNull().defaultTo(0))
      .execute();
  }
  await db.schema.alterTable('verification_runs').addColumn('lease_until', 'bigint').execute();
  const tables = db as unknown as Kysely<{ verification_runs: { state: string } }>;
  // Nobody can tell who ran them, and from now on a channel has one running check at most.
  await tables
    .updateTable('verification_runs')
    .set({ state: 'broken' })
    .where('state', '=', 'running')
    .execute();
  await db.schema
    .createIndex('verification_runs_running')
    .on('verification_runs')
    .column('channel')
    .unique()
    .where('state' as never, '=', 'running' as never)
    .execute();
  await db.schema
    .createIndex('verification_runs_started')
    .on('verification_runs')
    .columns(['started_at', 'id'])
    .execute();
  await db.schema
    .createIndex('verification_evidence_case')
    .on('verification_evidence')
    .columns(['case_id', 'checked_at'])
    .execute();
  await db.schema
    .createIndex('verification_evidence_failing')
    .on('verification_evidence')
    .columns(['newest', 'passed', 'checked_at'])
    .execute();
  await db.schema
    .createTable('verification_schedule')
    .addColumn('channel', 'text', (column) => column.primaryKey())
    // What the channel was when it was last checked by itself.
    .addColumn('mark', 'text', (column) => column.notNull())
    .addColumn('due_at', 'bigint', (column) => column.notNull())
    .addColumn('claimed_at', 'bigint', (column) => column.notNull())
    .execute();
}

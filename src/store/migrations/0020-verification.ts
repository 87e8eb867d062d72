import type { Kysely } from 'kysely';

export async function up(db: Kysely<never>): Promise<void> {
  await db.schema
    .createTable('verification_runs')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('channel', 'text', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('reason', 'text', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('planned', 'integer', (column) => column.notNull())
    .addColumn('done', 'integer', (column) => column.notNull())
    .addColumn('quote_micros', 'bigint', (column) => column.notNull())
    .addColumn('cap_micros', 'bigint')
    .addColumn('spent_micros', 'bigint', (column) => column.notNull())
    .addColumn('started_at', 'bigint', (column) => column.notNull())
    .addColumn('finished_at', 'bigint')
    .execute();
  await db.schema
    .createTable('verification_evidence')
    .addColumn('run_id', 'text', (column) => column.notNull())
    .addColumn('case_id', 'text', (column) => column.notNull())
    .addColumn('channel', 'text', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('passed', 'integer', (column) => column.notNull())
    // 1 on the newest evidence of a case on a channel.
    .addColumn('newest', 'integer', (column) => column.notNull())
    .addColumn('message', 'text')
    .addColumn('version', 'text', (column) => column.notNull())
    .addColumn('effective_model', 'text')
    .addColumn('request_id', 'text')
    .addColumn('artifact_url', 'text')
    .addColumn('width', 'integer')
    .addColumn('height', 'integer')
    .addColumn('media_type', 'text')
    .addColumn('size_bytes', 'bigint')
    .addColumn('charged_micros', 'bigint')
    .addColumn('duration_ms', 'bigint', (column) => column.notNull())
    .addColumn('checked_at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('verification_evidence_pk', ['run_id', 'case_id'])
    .execute();
  await db.schema
    .createIndex('verification_evidence_newest')
    .on('verification_evidence')
    .columns(['newest', 'case_id', 'channel'])
    .execute();
}

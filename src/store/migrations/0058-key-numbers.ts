import { type Kysely, sql } from 'kysely';

/** A whole number for every key, in the order they were made. */
export async function up(db: Kysely<never>): Promise<void> {
  await db.schema.alterTable('api_keys').addColumn('number', 'bigint').execute();
  await sql`
    update api_keys set number = counted.place
    from (select id, row_number() over (order by created_at, id) as place from api_keys) as counted
    where counted.id = api_keys.id`.execute(db);
  await db.schema.createIndex('api_keys_number').unique().on('api_keys').column('number').execute();
}

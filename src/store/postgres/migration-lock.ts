import pg from 'pg';

/** Any number that other programs on the same database do not use for their advisory locks. */
export const migrationLock = 7_281_994_310;

/**
 * Does `work` while no process changes or reads the schema. Tables of the job queue come and go while it is upgraded,
 * and a schema that is read meanwhile names some that are gone.
 */
export async function alone(databaseUrl: string, work: () => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  // Without a listener its loss would end the process; what it meant for the work shows there.
  client.on('error', () => {});
  await client.connect();
  try {
    await client.query('SET statement_timeout = 0');
    await client.query(`SELECT pg_advisory_lock(${migrationLock})`);
    await work();
  } finally {
    await client.end();
  }
}

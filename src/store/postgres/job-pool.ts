import pg from 'pg';

export type JobPool = pg.Pool;

export interface JobPoolOptions {
  readonly databaseUrl: string;
  readonly log: { error(fields: object, message: string): void };
}

/**
 * Connections of the job queue. Its library, left to open them, stops listening for their errors before it closes them:
 * one that the server ends in that moment, as when it is restarted, would end the process.
 */
export function openJobPool({ databaseUrl, log }: JobPoolOptions, size: number): JobPool {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: size });
  const tell = (err: Error) => {
    if (!pool.ending) log.error({ err }, 'a PostgreSQL connection of the job queue was lost');
  };
  pool.on('error', tell);
  pool.on('connect', (client) => client.on('error', tell));
  return pool;
}

import { Logger, run, runMigrations } from 'graphile-worker';
import { taskJob } from '../records/enqueue-job.ts';
import { alone } from '../store/postgres/migration-lock.ts';
import { startEmbeddedQueue } from './embedded-queue.ts';
import type { BeginTask, TaskQueue } from './task-queue.ts';

export interface GraphileOptions {
  readonly databaseUrl: string;
  readonly log: { error(fields: object, message: string): void };
}

/** Jobs begun at once. A job ends when its task has begun, so this bounds the beginning, not the work. */
const beginners = 4;
const pollMs = 1_000;
/**
 * A job is locked by its taker before its row is claimed. If the taker dies in between, or waits for room, the row
 * stays queued without a lease while the job stays locked for hours. So each process also looks at the rows.
 */
const rowPollMs = 5_000;

/** Creates or updates the job tables; every process that accepts tasks does so before it listens. */
export async function prepareGraphile(options: GraphileOptions): Promise<void> {
  const { databaseUrl } = options;
  await alone(databaseUrl, () =>
    runMigrations({ connectionString: databaseUrl, logger: quietLogger(options) }),
  );
}

/** The queue of a cluster: jobs in PostgreSQL, announced by NOTIFY, each taken by one process that has room. */
export async function startGraphileQueue(begin: BeginTask, options: GraphileOptions): Promise<TaskQueue> {
  const runner = await run({
    connectionString: options.databaseUrl,
    concurrency: beginners,
    maxPoolSize: beginners + 2,
    pollInterval: pollMs,
    noHandleSignals: true,
    logger: quietLogger(options),
    taskList: {
      [taskJob]: async (payload) => void (await begin((payload as { id: string }).id)),
    },
  });
  const rows = startEmbeddedQueue(
    begin,
    (error) => options.log.error({ err: error }, 'queued tasks could not be taken; tried again'),
    rowPollMs,
  );
  return {
    // The notice of the job takes a round trip through the database; the row is there already.
    wake: () => rows.wake(),
    async stop() {
      await Promise.all([rows.stop(), runner.stop()]);
    },
  };
}

/** Its own lines would repeat what our log says of every task. */
function quietLogger({ log }: GraphileOptions): Logger {
  return new Logger(() => (level, message) => {
    if (level === 'error') log.error({ source: 'graphile-worker' }, message);
  });
}

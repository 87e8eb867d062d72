import { setTimeout as sleep } from 'node:timers/promises';
import { Logger, type Runner, run, runMigrations } from 'graphile-worker';
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
const restartMs = 1_000;
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
  const stopping = new AbortController();
  const jobs = keepRunning(begin, options, await runJobs(begin, options), stopping.signal);
  const rows = startEmbeddedQueue(
    begin,
    (error) => options.log.error({ err: error }, 'queued tasks could not be taken; tried again'),
    rowPollMs,
  );
  return {
    // The notice of the job takes a round trip through the database; the row is there already.
    wake: () => rows.wake(),
    async stop() {
      stopping.abort();
      await Promise.all([rows.stop(), jobs]);
    },
  };
}

function runJobs(begin: BeginTask, options: GraphileOptions): Promise<Runner> {
  const { databaseUrl, log } = options;
  return run({
    connectionString: databaseUrl,
    concurrency: beginners,
    maxPoolSize: beginners + 2,
    pollInterval: pollMs,
    noHandleSignals: true,
    logger: quietLogger(options),
    // What cannot be written down ends the runner. Without, it is a rejection nobody can catch, which ends the process.
    preset: { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
    taskList: {
      async [taskJob](payload) {
        try {
          await begin((payload as { id: string }).id);
        } catch (error) {
          log.error({ err: error }, 'a task could not be begun; its row is looked at again');
        }
      },
    },
  });
}

/**
 * Resolves when it was stopped. A runner ends with the first job it cannot complete, as when the database is away: then
 * another is started.
 */
async function keepRunning(begin: BeginTask, options: GraphileOptions, first: Runner, signal: AbortSignal) {
  const stopped = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
  let runner: Runner | undefined = first;
  while (!signal.aborted) {
    // Why it ended it has told the log.
    await Promise.race([stopped, runner?.promise.catch(() => undefined)]);
    await sleep(restartMs, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) break;
    runner = await runJobs(begin, options).catch((error: unknown) => {
      options.log.error({ err: error }, 'the job queue could not be started again; it is tried again');
      return undefined;
    });
  }
  // It may have ended by itself a moment ago, and then refuses to be stopped.
  await runner?.stop().catch(() => undefined);
}

/** Its own lines would repeat what our log says of every task. */
function quietLogger({ log }: GraphileOptions): Logger {
  return new Logger(() => (level, message) => {
    if (level === 'error') log.error({ source: 'graphile-worker' }, message);
  });
}

import { setTimeout as sleep } from 'node:timers/promises';
import { Logger, type Runner, run, runMigrations } from 'graphile-worker';
import { taskJob } from '../records/enqueue-job.ts';
import { type JobPool, type JobPoolOptions, openJobPool } from '../store/postgres/job-pool.ts';
import { alone } from '../store/postgres/migration-lock.ts';
import { startEmbeddedQueue } from './embedded-queue.ts';
import type { BeginTask, TaskQueue } from './task-queue.ts';

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
export async function prepareGraphile(options: JobPoolOptions): Promise<void> {
  const pgPool = openJobPool(options, 1);
  try {
    await alone(options.databaseUrl, () => runMigrations({ pgPool, logger: quietLogger(options) }));
  } finally {
    await pgPool.end();
  }
}

/** The queue of a cluster: jobs in PostgreSQL, announced by NOTIFY, each taken by one process that has room. */
export async function startGraphileQueue(begin: BeginTask, options: JobPoolOptions): Promise<TaskQueue> {
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

type Running = Pick<Runner, 'promise' | 'stop'>;

async function runJobs(begin: BeginTask, options: JobPoolOptions): Promise<Running> {
  const pgPool = openJobPool(options, beginners + 2);
  try {
    const runner = await runOn(pgPool, begin, options);
    // Not waited for: a connection that says nothing would keep the next runner from starting.
    const promise = runner.promise.finally(() => void pgPool.end());
    return { promise, stop: () => runner.stop() };
  } catch (error) {
    await pgPool.end();
    throw error;
  }
}

const runOn = (pgPool: JobPool, begin: BeginTask, options: JobPoolOptions): Promise<Runner> =>
  run({
    pgPool,
    concurrency: beginners,
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
          options.log.error({ err: error }, 'a task could not be begun; its row is looked at again');
        }
      },
    },
  });

/**
 * Resolves when it was stopped. A runner ends with the first job it cannot complete, as when the database is away: then
 * another is started.
 */
async function keepRunning(begin: BeginTask, options: JobPoolOptions, first: Running, signal: AbortSignal) {
  const stopped = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
  let runner: Running | undefined = first;
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
  await runner?.promise.catch(() => undefined);
}

/** Its own lines would repeat what our log says of every task. */
function quietLogger({ log }: JobPoolOptions): Logger {
  return new Logger(() => (level, message) => {
    if (level === 'error') log.error({ source: 'graphile-worker' }, message);
  });
}

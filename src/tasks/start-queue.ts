import type { Log } from '../lib/log.ts';
import type { StoreKind } from '../store/store.ts';
import { startEmbeddedQueue } from './embedded-queue.ts';
import type { BeginTask, TaskQueue } from './task-queue.ts';

export interface QueueConfig {
  readonly databaseUrl: string;
  /** `api` accepts tasks and performs none; `worker` and `all` perform them. */
  readonly role: 'all' | 'api' | 'worker';
}

/** Makes the job tables of a cluster ready. Before anything is accepted or recovered. */
export async function prepareQueue(config: QueueConfig, engine: StoreKind, log: Log): Promise<void> {
  if (engine === 'sqlite') return;
  const { prepareGraphile } = await import('./graphile-queue.ts');
  await prepareGraphile({ databaseUrl: config.databaseUrl, log });
}

/** The queue that fits the store; undefined where this process performs no tasks. */
export async function startQueue(
  config: QueueConfig,
  engine: StoreKind,
  begin: BeginTask,
  log: Log,
): Promise<TaskQueue | undefined> {
  if (config.role === 'api') return undefined;
  if (engine === 'sqlite') {
    return startEmbeddedQueue(begin, (error) =>
      log.error({ err: error }, 'the task queue failed; it is tried again'),
    );
  }
  const { startGraphileQueue } = await import('./graphile-queue.ts');
  return startGraphileQueue(begin, { databaseUrl: config.databaseUrl, log });
}

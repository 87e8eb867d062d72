import { createMemoryLimiter } from '../admission/rate-limit/memory-limiter.ts';
import { systemClock } from '../lib/clock.ts';
import { onHangUp } from '../lib/hang-up.ts';
import type { Log } from '../lib/log.ts';
import { type Sandbox, type SandboxModel, startSandbox } from '../sandbox/start-sandbox.ts';
import { joinFigures } from './join-figures.ts';
import type { ForPrimary, Start } from './questions.ts';
import { createWorkerPool, type WorkerPool, type WorkerPoolParts } from './worker-pool.ts';

export interface ServeWorkersParts extends Pick<WorkerPoolParts, 'size' | 'program' | 'env' | 'drainMs'> {
  /** 0: a free one, the same for all. */
  readonly port: number;
  readonly emulatorPort: number;
  /** Upstream ids the emulator does not know by itself. */
  readonly emulated: readonly SandboxModel[];
  readonly log: Log;
}

/**
 * The primary: starts the sandbox and the workers, counts the rate limits of all where there is no Redis, and ends when
 * all have ended. Resolves when the first listens; the others follow, so that only one finds an empty database.
 */
export async function serveWorkers(parts: ServeWorkersParts): Promise<Start> {
  const { log, size } = parts;
  const sandbox = await startSandbox(parts.emulatorPort, parts.emulated, log);
  const limiter = createMemoryLimiter(systemClock);
  let { port } = parts;
  let foundPort: number | undefined;
  let isFirst = true;
  let announce: (start: Start) => void = () => {};
  const started = new Promise<Start>((resolve) => {
    announce = resolve;
  });

  const answers = (number: number): ForPrimary => ({
    begin() {
      // While a worker listens, Node gives one that asks for port 0 the same port. Once all have ended that port is free,
      // so that the next worker must ask for it by number.
      if (pool.listening === 0 && foundPort !== undefined) port = foundPort;
      const beginning = { number, isFirst, sandboxUrl: sandbox.url, port };
      isFirst = false;
      return beginning;
    },
    started(start) {
      foundPort = start.port;
      announce(start);
    },
    count: ({ key, limit }) => limiter.count(key, limit),
    allFigures: async () => joinFigures([...(await pool.figures()), ownFigures(pool)]),
  });
  const pool = createWorkerPool({ ...parts, answers, onNoStart: (code) => process.exit(code) });
  endWith(pool, sandbox, log);
  pool.start(1);
  const start = await started;
  for (let number = 2; number <= size; number += 1) pool.start(number);
  log.info({ url: start.url, ownUrl: start.ownUrl, workers: size }, 'listening');
  return start;
}

/** A signal has all workers drain, a second one ends at once; SIGHUP is theirs, once they have started. */
function endWith(pool: WorkerPool, sandbox: Sandbox, log: Log): void {
  let signals = 0;
  const drain = async (signal: NodeJS.Signals) => {
    signals += 1;
    // Workers end with the channel to this process.
    if (signals > 1) process.exit(1);
    log.info({ signal }, 'draining');
    const isClean = await pool.drain();
    await sandbox.close();
    process.exit(isClean ? 0 : 1);
  };
  process.on('SIGTERM', drain);
  process.on('SIGINT', drain);
  onHangUp(() => pool.reload());
}

const ownFigures = ({ listening, restarts }: WorkerPool) =>
  [
    '# HELP plantain_workers Workers that take connections.',
    '# TYPE plantain_workers gauge',
    `plantain_workers ${listening}`,
    '',
    '# HELP plantain_worker_restarts_total Workers that ended unasked and were started again.',
    '# TYPE plantain_worker_restarts_total counter',
    `plantain_worker_restarts_total ${restarts}`,
    '',
  ].join('\n');

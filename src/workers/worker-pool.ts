import cluster, { type Worker } from 'node:cluster';
import type { Log } from '../lib/log.ts';
import { type Line, openLine } from './line.ts';
import type { ForPrimary, ForWorker } from './questions.ts';
import { createRestartDelay } from './restart-delay.ts';

/** Past its own limit for the drain, a worker that does not end hangs. */
const graceMs = 5_000;
/** A worker that takes longer to tell its figures is left out of them. */
const figuresLimitMs = 2_000;

export interface WorkerPoolParts {
  readonly size: number;
  /** Script that a worker runs. */
  readonly program: string;
  /** Added to the environment. */
  readonly env: Readonly<Record<string, string>>;
  readonly drainMs: number;
  readonly log: Log;
  /** What a worker may ask. */
  answers(number: number): ForPrimary;
  /** A worker ended before any had started. */
  onNoStart(code: number): void;
}

interface Place {
  readonly number: number;
  readonly delayAfter: (livedMs: number) => number;
  worker?: Worker;
  line?: Line<ForWorker>;
  isListening: boolean;
  isReloadDue: boolean;
}

export interface WorkerPool {
  /** Starts the worker at a place, and from then on again whenever it ends. */
  start(number: number): void;
  /** Workers that take connections. */
  readonly listening: number;
  readonly restarts: number;
  /** The figures of those that tell them in time. */
  figures(): Promise<string[]>;
  signal(signal: NodeJS.Signals): void;
  /** Has all read the configuration again; who has not started yet may have read it before, and does so then. */
  reload(): void;
  /** Has all end; resolves with whether all did as they should. */
  drain(): Promise<boolean>;
}

/** Keeps `size` workers on one port. Node's own round robin hands them connections in turn. */
export function createWorkerPool(parts: WorkerPoolParts): WorkerPool {
  const { log } = parts;
  cluster.schedulingPolicy = cluster.SCHED_RR;
  cluster.setupPrimary({ exec: parts.program, args: [] });
  const places: Place[] = Array.from({ length: parts.size }, (_, index) => ({
    number: index + 1,
    delayAfter: createRestartDelay(),
    isListening: false,
    isReloadDue: false,
  }));
  const live = new Set<Place>();
  let hasStarted = false;
  let restarts = 0;
  let onAllEnded: ((isClean: boolean) => void) | undefined;
  let isClean = true;

  const listening = () => [...live].filter(({ isListening }) => isListening);

  function launch(place: Place): void {
    const bornAtMs = performance.now();
    const worker = cluster.fork(parts.env);
    const answers = parts.answers(place.number);
    place.worker = worker;
    place.isReloadDue = false;
    place.line = openLine<ForWorker>(worker.process, {
      ...answers,
      started(start) {
        hasStarted = true;
        place.isListening = true;
        if (place.isReloadDue) reload(place);
        return answers.started(start);
      },
    } satisfies ForPrimary);
    live.add(place);
    log.info({ worker: place.number, pid: worker.process.pid }, 'a worker starts');
    worker.once('exit', (code, signal) => {
      place.line?.close();
      live.delete(place);
      place.isListening = false;
      end(place, code, signal, performance.now() - bornAtMs);
    });
  }

  function reload(place: Place): void {
    place.isReloadDue = !place.isListening;
    if (place.isListening) place.worker?.process.kill('SIGHUP');
  }

  function end(place: Place, code: number, signal: string, livedMs: number): void {
    if (onAllEnded) {
      isClean &&= code === 0 || signal === 'SIGTERM';
      if (live.size === 0) onAllEnded(isClean);
      return;
    }
    if (!hasStarted) {
      parts.onNoStart(code || 1);
      return;
    }
    const afterMs = place.delayAfter(livedMs);
    log.error({ worker: place.number, code, signal, afterMs }, 'a worker ended; it is started again');
    setTimeout(() => {
      if (onAllEnded) return;
      restarts += 1;
      launch(place);
    }, afterMs);
  }

  return {
    start(number) {
      // The drain has begun: who starts now would be told by nobody to end.
      if (!onAllEnded) launch(places[number - 1] as Place);
    },
    get listening() {
      return listening().length;
    },
    get restarts() {
      return restarts;
    },
    async figures() {
      const told = listening().map(({ line }) => Promise.race([line?.ask('figures', null), late()]));
      const settled = await Promise.allSettled(told);
      return settled.flatMap((result) =>
        result.status === 'fulfilled' && result.value ? [result.value] : [],
      );
    },
    signal(signal) {
      for (const { worker } of live) worker?.process.kill(signal);
    },
    reload() {
      for (const place of live) reload(place);
    },
    drain() {
      const ended = new Promise<boolean>((resolve) => {
        onAllEnded = resolve;
      });
      if (live.size === 0) return Promise.resolve(true);
      this.signal('SIGTERM');
      setTimeout(() => {
        log.error({ workers: [...live].map(({ number }) => number) }, 'workers did not end; they are killed');
        this.signal('SIGKILL');
      }, parts.drainMs + graceMs).unref();
      return ended;
    },
  };
}

const late = () =>
  new Promise<undefined>((resolve) => {
    setTimeout(() => resolve(undefined), figuresLimitMs).unref();
  });

import { Worker } from 'node:worker_threads';
import { StoreClosed, StoreUnavailable } from '../errors.ts';
import { unpackError } from '../packed-error.ts';
import { pingUnit } from '../ping.ts';
import type { MigrateInfo, Store, StoreOptions, StoreStats } from '../store.ts';
import type { AnyUnit, Unit } from '../unit.ts';
import type { Answer, Call, Report, Request, WorkerSettings } from './messages.ts';

export interface SqliteOptions extends StoreOptions {
  file: string;
  migrations: string;
}

/**
 * Units leave little that lives long. With V8's default of three times this, the thread holds some 30 MB more after
 * load; half of it costs CPU.
 */
const resourceLimits = { maxYoungGenerationSizeMb: 12 };

/** Starts the thread and waits until it has opened and migrated the file. */
export function openSqlite(options: SqliteOptions): Promise<Store> {
  const workerData: WorkerSettings = { file: options.file, migrations: options.migrations };
  // Options such as --input-type or --eval are for the main program and would stop the thread from starting.
  const execArgv = process.execArgv.filter((option) => option === '--enable-source-maps');
  const worker = new Worker(new URL('./worker.js', import.meta.url), {
    workerData,
    execArgv,
    resourceLimits,
  });
  return new Promise((resolve, reject) => {
    const failedEarly = (cause: unknown) =>
      reject(new StoreUnavailable('the SQLite thread did not start', { cause }));
    worker.once('error', failedEarly);
    worker.once('exit', failedEarly);
    worker.once('message', (report: Report) => {
      worker.off('error', failedEarly);
      worker.off('exit', failedEarly);
      if ('refused' in report) reject(unpackError(report.refused));
      if ('opened' in report) resolve(new SqliteStore(worker, options, report.opened));
    });
  });
}

interface Pending {
  unit: AnyUnit;
  resolve: (output: unknown) => void;
  reject: (error: Error) => void;
}

class SqliteStore implements Store {
  readonly engine = 'sqlite';
  readonly migrateInfo: MigrateInfo;
  readonly #worker: Worker;
  readonly #options: SqliteOptions;
  readonly #pending = new Map<number, Pending>();
  readonly #counts: StoreStats = { writes: 0, reads: 0, commits: 0, retries: 0, largestGroup: 0, pending: 0 };
  readonly #ended: Promise<void>;
  #outbox: Call[] = [];
  #nextId = 1;
  #closing = false;
  #failure: StoreUnavailable | undefined;

  constructor(worker: Worker, options: SqliteOptions, migrateInfo: MigrateInfo) {
    this.#worker = worker;
    this.#options = options;
    this.migrateInfo = migrateInfo;
    worker.on('message', (report: Report) => this.#receive(report));
    worker.on('error', (error) => this.#fail(error));
    this.#ended = new Promise((resolve) => {
      worker.on('exit', (code) => {
        if (!this.#closing || this.#pending.size > 0)
          this.#fail(new Error(`the thread ended with code ${code}`));
        resolve();
      });
    });
    worker.unref();
  }

  write<Input, Output, Tables>(unit: Unit<Input, Output, Tables>, input: Input): Promise<Output> {
    this.#counts.writes += 1;
    return this.#call('write', unit, input);
  }

  read<Input, Output, Tables>(unit: Unit<Input, Output, Tables>, input: Input): Promise<Output> {
    this.#counts.reads += 1;
    return this.#call('read', unit, input);
  }

  ping(): Promise<void> {
    return this.#call('read', pingUnit, undefined);
  }

  stats(): StoreStats {
    return { ...this.#counts, pending: this.#pending.size };
  }

  async close(): Promise<void> {
    if (!this.#closing) {
      this.#closing = true;
      this.#flush();
      this.#worker.ref();
      this.#worker.postMessage('close' satisfies Request);
    }
    await this.#ended;
  }

  #call<Input, Output, Tables>(
    kind: Call['kind'],
    unit: Unit<Input, Output, Tables>,
    input: Input,
  ): Promise<Output> {
    if (this.#failure) return Promise.reject(this.#failure);
    if (this.#closing) return Promise.reject(new StoreClosed());
    const id = this.#nextId++;
    // One message for everything asked for in this turn of the event loop.
    if (this.#outbox.length === 0) setImmediate(() => this.#flush());
    this.#outbox.push({ id, kind, module: unit.module, name: unit.name, input });
    if (this.#pending.size === 0) this.#worker.ref();
    return new Promise<Output>((resolve, reject) => {
      const pending = {
        unit: unit as unknown as AnyUnit,
        resolve: resolve as (output: unknown) => void,
        reject,
      };
      this.#pending.set(id, pending);
    });
  }

  #flush(): void {
    const calls = this.#outbox;
    this.#outbox = [];
    if (calls.length === 0 || this.#failure) return;
    try {
      this.#worker.postMessage(calls satisfies Request);
    } catch {
      // An input cannot be cloned; only its own call fails.
      for (const call of calls) this.#sendAlone(call);
    }
  }

  #sendAlone(call: Call): void {
    try {
      this.#worker.postMessage([call] satisfies Request);
    } catch (error) {
      this.#take(call.id)?.reject(error as Error);
    }
  }

  #receive(report: Report): void {
    if (!('answers' in report)) return;
    if (report.committedWrites > 0) {
      this.#counts.commits += 1;
      this.#counts.largestGroup = Math.max(this.#counts.largestGroup, report.committedWrites);
    }
    for (const answer of report.answers) this.#settle(answer);
  }

  #settle(answer: Answer): void {
    const pending = this.#take(answer.id);
    if (!pending) return;
    if ('error' in answer) pending.reject(unpackError(answer.error, pending.unit));
    else pending.resolve(answer.output);
  }

  #take(id: number): Pending | undefined {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    if (this.#pending.size === 0 && !this.#closing) this.#worker.unref();
    return pending;
  }

  #fail(cause: Error): void {
    if (this.#failure) return;
    this.#failure = new StoreUnavailable('the SQLite thread died', { cause });
    const rejected = [...this.#pending.values()];
    this.#pending.clear();
    for (const { reject } of rejected) reject(this.#failure);
    this.#options.log?.error({ err: cause }, 'the SQLite thread died');
    this.#options.onFailure?.(this.#failure);
  }
}

import { StoreClosed } from '../errors.ts';
import { pingUnit } from '../ping.ts';
import type { MigrateInfo, Store, StoreOptions, StoreStats } from '../store.ts';
import type { AnyUnit, Unit } from '../unit.ts';
import { type Connections, createConnections } from './connections.ts';
import { GroupQueue } from './group-queue.ts';
import { migrateLocked } from './migrate-locked.ts';
import { createPatience, type Patience } from './patience.ts';
import { createTransactions, type Transactions } from './transactions.ts';

export type PostgresStoreOptions = StoreOptions & { migrations: string };

export async function openPostgres(options: PostgresStoreOptions): Promise<Store> {
  const { poolSize = 10, statementTimeoutMs = 10_000, reconnectMs = 5_000, random } = options.postgres ?? {};
  const place = { url: options.url, connectTimeoutMs: reconnectMs, log: options.log };
  const connections = createConnections({ poolSize, statementTimeoutMs, ...place });
  const counts: StoreStats = { writes: 0, reads: 0, commits: 0, retries: 0, largestGroup: 0, pending: 0 };
  const patience = createPatience(reconnectMs, random ?? Math.random, () => {
    counts.retries += 1;
  });
  // An upgrade may take longer than any statement of normal work, and so may the wait for another process's.
  const patient = createConnections({ poolSize: 1, statementTimeoutMs: 0, ...place });
  try {
    const migrateInfo = await patience.insist(() => migrateLocked(patient, options.migrations));
    return new PostgresStore(connections, patience, counts, migrateInfo);
  } catch (error) {
    await connections.close();
    throw error;
  } finally {
    await patient.close();
  }
}

class PostgresStore implements Store {
  readonly engine = 'postgres';
  readonly migrateInfo: MigrateInfo;
  readonly #connections: Connections;
  readonly #transactions: Transactions;
  readonly #groups: GroupQueue;
  readonly #counts: StoreStats;
  #closed: Promise<void> | undefined;
  #whenIdle: (() => void) | undefined;

  constructor(connections: Connections, patience: Patience, counts: StoreStats, migrateInfo: MigrateInfo) {
    this.migrateInfo = migrateInfo;
    this.#connections = connections;
    this.#counts = counts;
    this.#transactions = createTransactions(connections, patience, (units) => {
      if (units > 0) counts.commits += 1;
      counts.largestGroup = Math.max(counts.largestGroup, units);
    });
    this.#groups = new GroupQueue(this.#transactions);
  }

  write<Input, Output, Tables>(unit: Unit<Input, Output, Tables>, input: Input): Promise<Output> {
    this.#counts.writes += 1;
    const work = { unit: unit as unknown as AnyUnit, input };
    return this.#track(() => {
      if (!unit.group) return this.#transactions.write(work);
      return this.#groups.add(work, unit.group === true ? '' : unit.group(input));
    });
  }

  read<Input, Output, Tables>(unit: Unit<Input, Output, Tables>, input: Input): Promise<Output> {
    this.#counts.reads += 1;
    return this.#track(() => this.#transactions.read({ unit: unit as unknown as AnyUnit, input }));
  }

  ping(): Promise<void> {
    return this.#track(() =>
      this.#transactions.read({ unit: pingUnit as unknown as AnyUnit, input: undefined }),
    );
  }

  stats(): StoreStats {
    return { ...this.#counts };
  }

  close(): Promise<void> {
    this.#closed ??= this.#drainAndClose();
    return this.#closed;
  }

  async #track<Output>(start: () => Promise<unknown>): Promise<Output> {
    if (this.#closed) throw new StoreClosed();
    this.#counts.pending += 1;
    try {
      return (await start()) as Output;
    } finally {
      this.#counts.pending -= 1;
      if (this.#counts.pending === 0) this.#whenIdle?.();
    }
  }

  async #drainAndClose(): Promise<void> {
    if (this.#counts.pending > 0) {
      await new Promise<void>((resolve) => {
        this.#whenIdle = resolve;
      });
    }
    await this.#connections.close();
  }
}

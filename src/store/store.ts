import type { Unit } from './unit.ts';

/** Queries are the same on both. */
export type StoreKind = 'sqlite' | 'postgres';

/** Rows and money. Every access is one named transaction. */
export interface Store {
  readonly engine: StoreKind;
  /**
   * Runs the unit in one transaction and resolves after the commit is durable. Rejects with what the unit threw, or
   * a `StoreError`. `input` must not change after the call. On SQLite writes run in the order they were asked for.
   */
  write<Input, Output, Tables>(unit: Unit<Input, Output, Tables>, input: Input): Promise<Output>;
  /** Runs the unit on one consistent read-only snapshot, which includes every write that has resolved. */
  read<Input, Output, Tables>(unit: Unit<Input, Output, Tables>, input: Input): Promise<Output>;
  /** Resolves when the database answers; rejects with `StoreUnavailable`. */
  ping(): Promise<void>;
  readonly migrateInfo: MigrateInfo;
  stats(): StoreStats;
  /** Refuses new work, waits for what was accepted, then lets go of the database. */
  close(): Promise<void>;
}

export interface MigrateInfo {
  /** Names of all migrations now applied, in order. */
  readonly applied: readonly string[];
  /** The ones this opening ran. */
  readonly ran: readonly string[];
}

/** Counts since opening. */
export interface StoreStats {
  writes: number;
  reads: number;
  /** Transactions committed for writes; fewer than `writes` when commits were shared. */
  commits: number;
  /** Units run again after a deadlock, a serialization failure or a lost connection. */
  retries: number;
  /** Most writes that shared one commit. */
  largestGroup: number;
  /** Asked for and not settled yet. */
  pending: number;
}

export interface StoreLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export interface StoreOptions {
  /** `sqlite:/path/file.db` or `postgres://…`. */
  url: string;
  /** Folder of compiled migrations, `NNNN-name.js` each. Default: the ones shipped with this build. */
  migrations?: string;
  log?: StoreLog;
  /** Called at most once, when the SQLite thread died: nothing can be stored any more, so the process should exit. */
  onFailure?: (error: Error) => void;
  /** PostgreSQL only. */
  postgres?: PostgresOptions;
}

export interface PostgresOptions {
  /** Connections of this process. Default 10. */
  poolSize?: number;
  /** Default 10,000. */
  statementTimeoutMs?: number;
  /** How long a unit waits for a server that is away before it rejects. Default 5,000. */
  reconnectMs?: number;
  /** 0 ≤ x < 1, spreads retries. Default `Math.random`. */
  random?: () => number;
}

import { closeSync, existsSync, mkdirSync, openSync, readlinkSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** The part of node:sqlite used here, which @photostructure/sqlite shares. */
export interface SqliteDatabase {
  exec(sql: string): void;
  prepare(sql: string): SqliteStatement;
  close(): void;
}

export interface SqliteStatement {
  all(...parameters: SqliteValue[]): unknown[];
  run(...parameters: SqliteValue[]): { changes: number | bigint };
}

export type SqliteValue = string | number | bigint | null;

interface SqliteModule {
  DatabaseSync: new (file: string, options?: { timeout?: number }) => SqliteDatabase;
}

/** Another process (the command line, a second opening) may hold the write lock for this long. */
const busyTimeoutMs = 5_000;

/**
 * Opens with the settings the promises rest on: WAL and FULL, so an acknowledged commit survives the loss of power;
 * one more connection may read while this one writes.
 */
export async function openDatabase(file: string): Promise<SqliteDatabase> {
  mkdirSync(path.dirname(path.resolve(file)), { recursive: true, mode: 0o700 });
  // It holds prompts and hashes of keys. SQLite gives the log beside it the same mode.
  createPrivately(file);
  const { DatabaseSync } = await loadSqlite();
  const database = new DatabaseSync(file);
  // First, because switching to WAL already needs the lock.
  setBusyTimeout(database, busyTimeoutMs);
  await switchToWal(database);
  database.exec('PRAGMA synchronous = FULL');
  database.exec('PRAGMA foreign_keys = ON');
  return database;
}

/**
 * Makes the file where there is none. One that is there is not opened: closing it would take this process's locks from
 * it (sqlite.org/howtocorrupt.html §2.2), and then a command that ends beside it takes the log for left behind and
 * deletes it.
 */
export function createPrivately(file: string): void {
  try {
    closeSync(openSync(file, 'wx', 0o600));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    // A link to a database that is still to be made.
    if (!existsSync(file)) createPrivately(path.resolve(path.dirname(file), readlinkSync(file)));
  }
}

/** Of two that switch a new file at once SQLite refuses one without waiting: each would wait for the other. */
async function switchToWal(database: SqliteDatabase): Promise<void> {
  for (const endMs = performance.now() + busyTimeoutMs; ; await sleep(10)) {
    try {
      database.exec('PRAGMA journal_mode = WAL');
      return;
    } catch (error) {
      const isLocked = (error as Error).message.includes('database is locked');
      if (!isLocked || performance.now() >= endMs) throw error;
    }
  }
}

export function setBusyTimeout(database: SqliteDatabase, timeoutMs = busyTimeoutMs): void {
  database.exec(`PRAGMA busy_timeout = ${timeoutMs}`);
}

/** Node's own SQLite where it has one (22.13 and later), else the package with the same interface. */
export async function loadSqlite(): Promise<SqliteModule> {
  const emitWarning = process.emitWarning;
  // Node 22 warns that its SQLite is experimental on every start, which an operator can do nothing about.
  process.emitWarning = (warning: string | Error, ...rest: never[]) => {
    if (!String(warning).includes('SQLite is an experimental feature')) emitWarning(warning, ...rest);
  };
  try {
    const builtin = process.getBuiltinModule('node:sqlite' as 'node:fs') as unknown as
      | SqliteModule
      | undefined;
    return builtin ?? (await import('@photostructure/sqlite'));
  } finally {
    process.emitWarning = emitWarning;
  }
}

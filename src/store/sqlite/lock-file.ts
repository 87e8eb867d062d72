import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { StoreUnavailable } from '../errors.ts';
import { createPrivately, loadSqlite, type SqliteDatabase, setBusyTimeout } from './database.ts';

/** Ends with the process that holds it, however that ends: it is the kernel's own, taken by SQLite. */
export interface LockedFile {
  release(): void;
}

const busy = 5;
/** A database nobody refers to is closed with the next collection of garbage. */
const held = new Set<SqliteDatabase>();

/**
 * Locks an empty database, made where there is none, for this process alone. Undefined while somebody else holds it.
 * Throws `StoreUnavailable` where the file cannot be locked at all.
 */
export async function lockFile(file: string): Promise<LockedFile | undefined> {
  const { DatabaseSync } = await loadSqlite();
  try {
    mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
    createPrivately(file);
    const database = new DatabaseSync(file);
    try {
      setBusyTimeout(database, 0);
      database.exec('BEGIN EXCLUSIVE');
    } catch (error) {
      database.close();
      throw error;
    }
    held.add(database);
    return { release: () => held.delete(database) && database.close() };
  } catch (error) {
    const { message, errcode = 0 } = error as Error & { errcode?: number };
    if ((errcode & 0xff) === busy) return undefined;
    throw new StoreUnavailable(`SQLite cannot lock ${file}: ${message}`, { cause: error });
  }
}

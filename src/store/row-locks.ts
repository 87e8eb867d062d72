import type { SelectQueryBuilder } from 'kysely';
import type { StoreKind } from './store.ts';
import type { Db } from './unit.ts';

/** Which engine a unit runs on. Only for locking and DDL; queries are the same on both. */
export function engineOf(db: { getExecutor(): { adapter: unknown } }): StoreKind {
  // Asked this way, and not by the adapter's class, so that the main thread need not load the query builder.
  const { supportsTransactionalDdl } = db.getExecutor().adapter as { supportsTransactionalDdl: boolean };
  return supportsTransactionalDdl ? 'postgres' : 'sqlite';
}

/** Rows for this unit alone, skipping those another unit holds. SQLite has one writer, so nobody else can hold any. */
export function claimRows<Tables, Table extends keyof Tables, Row>(
  db: Db<Tables>,
  query: SelectQueryBuilder<Tables, Table, Row>,
): SelectQueryBuilder<Tables, Table, Row> {
  return engineOf(db) === 'postgres' ? query.forUpdate().skipLocked() : query;
}

/**
 * Like `claimRows`, but waits for the other unit to end. Rows that refer to these may be added meanwhile: their check
 * would wait for this unit, and this one for theirs.
 */
export function lockRows<Tables, Table extends keyof Tables, Row>(
  db: Db<Tables>,
  query: SelectQueryBuilder<Tables, Table, Row>,
): SelectQueryBuilder<Tables, Table, Row> {
  return engineOf(db) === 'postgres' ? query.forNoKeyUpdate() : query;
}

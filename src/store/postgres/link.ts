import type pg from 'pg';
import type { UnitSession } from '../unit-session.ts';
import type { ConnectionLost, TransactionConflict } from './translate-error.ts';

/** One server connection, able to run units. */
export interface Link {
  readonly session: UnitSession;
  /** Transaction control. Statements sent without waiting are carried out in the order they were sent. */
  exec(sql: string): Promise<pg.QueryResult<Record<string, unknown>>>;
  /** The conflict or loss that a unit's statement met, even when the unit threw something else after it. */
  takeSetback(): TransactionConflict | ConnectionLost | undefined;
  /** The mark of the next transaction that writes. */
  nextMark(): Promise<CommitMark>;
}

/**
 * Tells afterwards whether a transaction was committed whose connection broke during COMMIT. Each connection has a row
 * and every transaction that writes sets its number there, so the number is there exactly when the rest is.
 *
 * Not pg_xact_status: after a crash PostgreSQL may give the id of a transaction that was lost to a new one, which then
 * answers in its place (seen as "transaction ID is in the future" in the crash test).
 */
export interface CommitMark {
  /** Of the connection; a UUID. */
  readonly linkId: string;
  /** Of the transaction, growing by one. */
  readonly serial: number;
}

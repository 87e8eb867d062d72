import {
  type ConstraintKind,
  ConstraintViolation,
  StoreError,
  StoreUnavailable,
  UniqueViolation,
  UnitMisuse,
} from '../errors.ts';

/** The server chose this transaction to end a conflict with another; running it again is right. */
export class TransactionConflict extends StoreUnavailable {}

/** The connection is gone and with it the transaction, unless it was being committed. */
export class ConnectionLost extends StoreUnavailable {}

// SQLSTATE, PostgreSQL manual appendix A.
const constraintKinds: Record<string, ConstraintKind> = {
  '23502': 'not-null',
  '23503': 'foreign-key',
  '23514': 'check',
};
const conflictCodes = ['40001', '40P01'];
/** Shutdowns, a server that is starting, a session ended for being idle. */
const lostCodes = ['57P01', '57P02', '57P03', '57P05', '25P03'];
/**
 * Cancelled by the statement timeout, lock timeout, the classes "insufficient resources" and "system error", and a
 * server that lets nobody in with this name, password or database.
 */
const unavailable = /^(57014|55P03|53...|58...|28...|3D000)$/;
const networkCodes = /^(ECONN|EPIPE|ETIMEDOUT|EHOST|ENET|EAI_|ENOTFOUND|08)/;
/** A read timeout is the driver's own: the server did not even answer that it cancelled the statement. */
const networkMessages =
  /^(Connection terminated|Client has encountered a connection error|Client was closed|Query read timeout)/;

interface ServerError extends Error {
  code?: string;
  detail?: string;
  table?: string;
  constraint?: string;
}

/** What the driver threw, in the store's words; errors in the SQL itself pass unchanged. */
export function translateError(thrown: unknown): unknown {
  if (!(thrown instanceof Error) || thrown instanceof StoreError) return thrown;
  const error: ServerError = thrown;
  const { code = '', message } = error;
  const options = { cause: error };
  if (code === '23505') return uniqueViolation(error);
  const kind = constraintKinds[code];
  if (kind) return new ConstraintViolation(kind, message);
  if (conflictCodes.includes(code)) return new TransactionConflict(`PostgreSQL: ${message}`, options);
  if (lostCodes.includes(code) || networkCodes.test(code) || networkMessages.test(message)) {
    return new ConnectionLost(`PostgreSQL: ${message}`, options);
  }
  if (code === '25006') return new UnitMisuse('a unit that writes was read', options);
  // The pool had no connection to give within its time.
  const noneFree = message.startsWith('timeout exceeded when trying to connect');
  if (unavailable.test(code) || noneFree) return new StoreUnavailable(`PostgreSQL: ${message}`, options);
  return thrown;
}

/** The detail reads `Key (account_id, slot)=(a, 1) already exists.` in the server's language. */
function uniqueViolation({ detail = '', table = '', constraint }: ServerError): UniqueViolation {
  const columns = /\((.+?)\)=\(/.exec(detail)?.[1]?.split(', ') ?? [];
  return new UniqueViolation({ table, columns, constraint });
}

import {
  type ConstraintKind,
  ConstraintViolation,
  IntegerTooLarge,
  StoreUnavailable,
  UniqueViolation,
  UnitMisuse,
} from '../errors.ts';

// Extended result codes, sqlite.org/rescode.html.
const uniqueCodes = [1555, 2067, 2579];
const constraintKinds: Record<number, ConstraintKind> = {
  275: 'check',
  787: 'foreign-key',
  1299: 'not-null',
};
const readOnly = 8;
// BUSY, LOCKED, NOMEM, READONLY, IOERR, CORRUPT, FULL, CANTOPEN, PROTOCOL, NOTADB
const unavailableCodes = [5, 6, 7, readOnly, 10, 11, 13, 14, 15, 26];

/** What a statement or COMMIT threw, in the store's words; errors in the SQL itself pass unchanged. */
export function translateError(thrown: unknown, connection: 'reader' | 'writer'): unknown {
  if (!(thrown instanceof Error)) return thrown;
  // Both drivers refuse to round; only the wording is common to them.
  if (thrown.message.includes('too large to be represented as a JavaScript number')) {
    return new IntegerTooLarge(thrown.message, { cause: thrown });
  }
  const code = 'errcode' in thrown && typeof thrown.errcode === 'number' ? thrown.errcode : 0;
  if (uniqueCodes.includes(code)) return uniqueViolation(thrown.message);
  const kind = constraintKinds[code];
  if (kind) return new ConstraintViolation(kind, thrown.message);
  if (code === readOnly && connection === 'reader') {
    return new UnitMisuse('a unit that writes was read', { cause: thrown });
  }
  if (unavailableCodes.includes(code & 0xff)) {
    return new StoreUnavailable(`SQLite: ${thrown.message}`, { cause: thrown });
  }
  return thrown;
}

/** From `UNIQUE constraint failed: orders.id, orders.slot` or `UNIQUE constraint failed: index 'orders_once'`. */
function uniqueViolation(message: string): UniqueViolation {
  const subject = message.slice(message.indexOf(': ') + 2);
  const index = /^index '(.+)'$/.exec(subject)?.[1];
  if (index !== undefined) return new UniqueViolation({ table: '', columns: [], constraint: index });
  const names = subject.split(', ').map((name) => name.split('.'));
  return new UniqueViolation({ table: names[0]?.[0] ?? '', columns: names.map((name) => name[1] ?? '') });
}

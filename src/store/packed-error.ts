import * as storeErrors from './errors.ts';
import type { AnyUnit } from './unit.ts';

/** An error as it crosses from the SQLite thread: structured cloning alone would drop `code` and the class. */
export interface PackedError {
  name: string;
  message: string;
  stack: string | undefined;
  /** Own enumerable members that can be cloned. */
  fields: Record<string, unknown>;
  cause: PackedError | undefined;
}

export function packError(thrown: unknown): PackedError {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  const fields = Object.entries(error).filter(([key, value]) => key !== 'cause' && isCloneable(value));
  return {
    name: error.name,
    message: error.message,
    stack: error.stack,
    fields: Object.fromEntries(fields),
    cause: error.cause === undefined ? undefined : packError(error.cause),
  };
}

/** The error again, of its class when that is one of the store's or is listed in the unit's `errors`. */
export function unpackError(packed: PackedError, unit?: AnyUnit): Error {
  const cause = packed.cause && unpackError(packed.cause);
  const error = new Error(packed.message, cause ? { cause } : undefined);
  const known = [...Object.values(storeErrors), ...(unit?.errors ?? []), RangeError, SyntaxError, TypeError];
  const errorClass = known.find((candidate) => candidate.name === packed.name);
  if (errorClass) Object.setPrototypeOf(error, errorClass.prototype);
  if (error.name !== packed.name) error.name = packed.name;
  if (packed.stack !== undefined) error.stack = packed.stack;
  return Object.assign(error, packed.fields);
}

function isCloneable(value: unknown): boolean {
  try {
    structuredClone(value);
    return true;
  } catch {
    return false;
  }
}

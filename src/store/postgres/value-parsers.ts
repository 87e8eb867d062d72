import pg from 'pg';
import { IntegerTooLarge } from '../errors.ts';

/**
 * How column values become JavaScript ones: int8 and numeric as numbers, as SQLite gives them, where the driver
 * would give text. `count`, and `sum` over bigint (numeric), come this way too.
 */
export function valueParsers(): pg.TypeOverrides {
  const overrides = new pg.TypeOverrides();
  overrides.setTypeParser(pg.types.builtins.INT8, parseInteger);
  overrides.setTypeParser(pg.types.builtins.NUMERIC, (text) =>
    /^-?\d+$/.test(text) ? parseInteger(text) : Number(text),
  );
  return overrides;
}

function parseInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) {
    throw new IntegerTooLarge(`${text} is too large to be represented as a JavaScript number`);
  }
  return value;
}

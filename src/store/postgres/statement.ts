import type { CompiledQuery } from 'kysely';
import type { QueryConfig } from 'pg';

/** Units have some dozens of texts; more come only from lists of varying length. */
const namesMax = 200;
const names = new Map<string, string>();

/**
 * A statement for the driver. One that changes rows and returns none has a name, so that each connection has it
 * parsed and planned once: a third of what an accept costs. Others have none: a prepared `select *` fails for good
 * once a newer process has added a column.
 */
export function statementOf({ sql: text, parameters }: CompiledQuery): QueryConfig {
  const values = parameters as unknown[];
  const name = nameOf(text);
  return name === undefined ? { text, values } : { name, text, values };
}

function nameOf(text: string): string | undefined {
  const known = names.get(text);
  if (known !== undefined || names.size >= namesMax) return known;
  if (!/^(?:insert|update) /.test(text) || text.includes(' returning ')) return undefined;
  const name = `plantain_${names.size + 1}`;
  names.set(text, name);
  return name;
}

import { z } from 'zod';
import type { Mode } from '../generation/caller.ts';
import { queryText } from '../generation/query-text.ts';
import { Refusal } from '../generation/refusal.ts';
import { mode, parseFields } from './fields.ts';

export type Query = Readonly<Record<string, string | undefined>>;

export const modeField = mode.describe('Real or sandbox.').default('live');
const upTo = (most: number) =>
  z.coerce.number().int().min(1).max(most).describe('How many are answered at most.').default(100);
export const limitField = upTo(1_000);
/** Of pages that go on behind a mark; who reads the mark says what is wrong with it. */
export const afterField = z.string().describe('The `next` of the page before.').optional();
/** What `readTime` reads. */
export const fromField = z.string().describe('Begin: a date, an ISO time or Unix seconds.').optional();
export const toField = z
  .string()
  .describe('End, not included: a date, an ISO time or Unix seconds.')
  .optional();

/** The query as the schema has it; each parameter is given at most once, and an empty one is none. */
export const readQuery = <Schema extends z.ZodObject>(schema: Schema, query: Query): z.output<Schema> =>
  parseFields(
    schema,
    Object.fromEntries(Object.keys(schema.shape).map((name) => [name, queryText(query, name)])),
  );

/** Refuses a parameter that would stay unread: a misspelt filter would answer everything. */
export function requireKnown(schema: z.ZodObject | undefined, query: Query): void {
  const known = Object.keys(schema?.shape ?? {});
  const other = Object.keys(query).find((name) => !known.includes(name));
  if (other === undefined) return;
  const name = other.slice(0, 64);
  const those = known.length > 0 ? `there are ${known.join(', ')}` : 'it takes none';
  throw new Refusal('invalid', `The operation has no query parameter ${name}; ${those}.`, name);
}

/** `live` unless `mode` says otherwise. */
export function readMode(query: Query): Mode {
  const read = modeField.safeParse(queryText(query, 'mode'));
  if (read.success) return read.data;
  throw new Refusal('invalid', 'mode must be live or test.', 'mode');
}

/** From 1 to `most`, and 100 where nothing is said. */
export const readLimit = (query: Query, most = 1_000): number =>
  readQuery(z.object({ limit: upTo(most) }), query).limit;

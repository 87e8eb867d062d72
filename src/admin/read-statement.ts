import { z } from 'zod';
import type { Mode } from '../generation/caller.ts';
import { Refusal } from '../generation/refusal.ts';
import { queryText, readTime } from '../generation/usage-report.ts';
import type { StatementCursor, StatementInput } from '../ledger/statement.ts';
import { parseFields } from './fields.ts';

type Query = Readonly<Record<string, string | undefined>>;

const endOfTimeMs = 8_640_000_000_000_000;
const cursor = z.strictObject({
  createdAtMs: z.int(),
  transferId: z.string(),
  availableMicros: z.int(),
}) satisfies z.ZodType<StatementCursor>;

/** Reads `mode`, `from`, `to`, `limit` (up to 1,000) and `after`, the `next` of the page before. */
export function readStatement(accountId: string, query: Query): StatementInput {
  const after = queryText(query, 'after');
  return {
    accountId,
    mode: readMode(query),
    fromMs: readTime(query, 'from') ?? 0,
    toMs: readTime(query, 'to') ?? endOfTimeMs,
    limit: readLimit(query, 1_000),
    ...(after ? { after: readCursor(after) } : {}),
  };
}

/** `live` unless `mode` says otherwise. */
export function readMode(query: Query): Mode {
  const text = queryText(query, 'mode') ?? 'live';
  if (text === 'live' || text === 'test') return text;
  throw new Refusal('invalid', 'mode must be live or test.', 'mode');
}

export const readLimit = (query: Query, most: number): number =>
  parseFields(z.object({ limit: z.coerce.number().int().min(1).max(most).default(100) }), {
    limit: queryText(query, 'limit'),
  }).limit;

function readCursor(text: string): StatementCursor {
  try {
    return cursor.parse(JSON.parse(Buffer.from(text, 'base64url').toString()));
  } catch {
    throw new Refusal('invalid', 'after must be the "next" of the page before.', 'after');
  }
}

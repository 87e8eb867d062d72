import { z } from 'zod';
import { queryText } from '../generation/query-text.ts';
import { Refusal } from '../generation/refusal.ts';
import { readTime } from '../generation/usage-report.ts';
import type { StatementCursor, StatementInput } from '../ledger/statement.ts';
import {
  afterField,
  fromField,
  limitField,
  modeField,
  type Query,
  readLimit,
  readMode,
  toField,
} from './query-fields.ts';

const endOfTimeMs = 8_640_000_000_000_000;
const cursor = z.strictObject({
  createdAtMs: z.int(),
  transferId: z.string(),
  availableMicros: z.int(),
}) satisfies z.ZodType<StatementCursor>;

export const statementQuery = z.object({
  mode: modeField,
  from: fromField,
  to: toField,
  limit: limitField,
  after: afterField,
});

/** Reads `mode`, `from`, `to`, `limit` (up to 1,000) and `after`, the `next` of the page before. */
export function readStatement(accountId: string, query: Query): StatementInput {
  const after = queryText(query, 'after');
  return {
    accountId,
    mode: readMode(query),
    fromMs: readTime(query, 'from') ?? 0,
    toMs: readTime(query, 'to') ?? endOfTimeMs,
    limit: readLimit(query),
    ...(after ? { after: readCursor(after) } : {}),
  };
}

function readCursor(text: string): StatementCursor {
  try {
    return cursor.parse(JSON.parse(Buffer.from(text, 'base64url').toString()));
  } catch {
    throw new Refusal('invalid', 'after must be the "next" of the page before.', 'after');
  }
}

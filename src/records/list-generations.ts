import type { Mode } from '../generation/caller.ts';
import type { Period } from '../generation/period.ts';
import type { GenerationState } from '../generation/receipt.ts';
import { writeCursor } from '../lib/page-cursor.ts';
import { pageBounds } from '../store/page-bounds.ts';
import { rawSql } from '../store/raw-sql.ts';
import { type Db, defineUnit } from '../store/unit.ts';
import type { GenerationRecord } from './generation-record.ts';
import { readRecords } from './read-generation.ts';

export interface ListInput {
  readonly accountId: string;
  readonly mode: Mode;
  readonly limit: number;
  /** The `next` of the page before. */
  readonly after?: string;
  readonly state?: GenerationState;
  readonly period?: Period;
}

/** Generations of an account, newest first, one page of them; `next` continues where it ends. */
export const listGenerations = defineUnit({
  name: 'list-generations',
  module: import.meta.url,
  async run(db: Db, input: ListInput): Promise<{ records: GenerationRecord[]; next?: string }> {
    const rows = await listQuery(db, input).execute();
    const page = rows.slice(0, input.limit);
    const last = page.at(-1);
    return {
      records: await readRecords(db, page),
      ...(rows.length > input.limit && last
        ? { next: writeCursor({ createdAtMs: last.created_at, id: last.id }) }
        : {}),
    };
  },
});

/** A page and one more. */
export function listQuery(db: Db, input: ListInput) {
  let query = wanted(db, input);
  for (const bound of pageBounds({ after: input.after, ...input.period })) query = query.where(bound);
  return query
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(input.limit + 1);
}

/** Asked for so that neither engine walks all that succeeded for the few that did not. */
function wanted(db: Db, { accountId, mode, state }: ListInput) {
  const all = db.selectFrom('generations');
  const own = all.where('account_id', '=', accountId).where('mode', '=', mode);
  if (!state) return own.selectAll();
  const inState = own.where('state', '=', state);
  // Without the words of the partial index (migration 0072) SQLite does not know that it may use it.
  if (state === 'failed' || state === 'cancelled')
    return inState.where(rawSql()<boolean>`state in ('failed', 'cancelled')`).selectAll();
  if (state === 'succeeded') return inState.selectAll();
  // Given the account outside, SQLite takes the index that has the order of the list.
  return all.where('id', 'in', inState.where('finished_at', 'is', null).select('id')).selectAll();
}

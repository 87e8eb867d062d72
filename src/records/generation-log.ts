import type { Asked, LogEntry, Pace } from '../generation/books.ts';
import type { Mode } from '../generation/caller.ts';
import type { FailureCode } from '../generation/failure.ts';
import { fromJsonText } from '../store/json-text.ts';
import { type Db, defineUnit } from '../store/unit.ts';
import type { StoredRequest } from './generation-record.ts';

/**
 * Rows looked at for one page, newest first, and so counted for its total: bounds a search for something rare among
 * millions. new-api counts as far (`logSearchCountLimit`).
 */
export const searchedRows = 10_000;
const paceMs = 60_000;

export interface LogInput {
  readonly accountId: string;
  readonly mode: Mode;
  readonly fromMs: number;
  readonly toMs: number;
  readonly states: readonly string[];
  readonly model?: string;
  readonly keyIds?: readonly string[];
  readonly offset: number;
  readonly limit: number;
}

/** An entry without what its row does not hold. */
export type LoggedRow = Omit<LogEntry, 'keyName' | 'askedAt'>;

/** Ended generations of an account, newest first. A filter searches the newest 10,000 of the period. */
export async function readLog(db: Db, input: LogInput): Promise<{ entries: LoggedRow[]; total: number }> {
  // PostgreSQL takes no empty list.
  if (input.states.length === 0) return { entries: [], total: 0 };
  const found = await matching(db, input).select('id').execute();
  const ids = found.slice(input.offset, input.offset + input.limit).map((row) => row.id);
  return { entries: await entriesOf(db, ids), total: found.length };
}

function matching(db: Db, input: LogInput) {
  let query = db
    .selectFrom(
      db
        .selectFrom('generations')
        .select(['id', 'created_at', 'state', 'model', 'key_id'])
        .where('account_id', '=', input.accountId)
        .where('mode', '=', input.mode)
        .where('created_at', '>=', input.fromMs)
        .where('created_at', '<', input.toMs)
        .orderBy('created_at', 'desc')
        .limit(searchedRows)
        .as('newest'),
    )
    .where('state', 'in', [...input.states])
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc');
  if (input.model !== undefined) query = query.where('model', '=', input.model);
  if (input.keyIds !== undefined) query = query.where('key_id', 'in', [...input.keyIds, '']);
  return query;
}

async function entriesOf(db: Db, ids: readonly string[]): Promise<LoggedRow[]> {
  if (ids.length === 0) return [];
  const rows = await db
    .selectFrom('generations')
    .select(['id', 'key_id', 'model', 'protocol', 'state', 'failure_code', 'created_at', 'finished_at'])
    .select(['charged_micros', 'images', 'prompt_tokens', 'output_tokens', 'request', 'choice'])
    .where('id', 'in', ids)
    .execute();
  const place = new Map(ids.map((id, index) => [id, index]));
  return rows
    .sort((a, b) => (place.get(a.id) as number) - (place.get(b.id) as number))
    .map((row) => ({
      id: row.id,
      keyId: row.key_id,
      model: row.model,
      protocol: row.protocol,
      asked: askedOf(fromJsonText(row.request), fromJsonText(row.choice) ?? {}),
      state: row.state as LogEntry['state'],
      failureCode: row.failure_code as FailureCode | null,
      createdAtMs: row.created_at,
      finishedAtMs: row.finished_at ?? row.created_at,
      chargedMicros: row.charged_micros,
      images: row.images ?? 0,
      promptTokens: row.prompt_tokens ?? 0,
      outputTokens: row.output_tokens ?? 0,
    }));
}

const askedOf = (
  { requestedModel, kind, native }: StoredRequest,
  choice: Readonly<Record<string, unknown>>,
): Asked => ({ requestedModel, kind, answer: native?.answer, choice });

/** Requests accepted in the last minute, and the tokens of those that ended. */
export const currentPace = defineUnit({
  name: 'current-pace',
  module: import.meta.url,
  async run(db: Db, input: { accountId: string; mode: Mode; nowMs: number }): Promise<Pace> {
    const row = await db
      .selectFrom('generations')
      .select((select) => [
        select.fn.countAll<number>().as('requests'),
        select.fn.sum<number | null>('prompt_tokens').as('prompt'),
        select.fn.sum<number | null>('output_tokens').as('output'),
      ])
      .where('account_id', '=', input.accountId)
      .where('mode', '=', input.mode)
      .where('created_at', '>=', input.nowMs - paceMs)
      .executeTakeFirstOrThrow();
    return { requests: row.requests, tokens: (row.prompt ?? 0) + (row.output ?? 0) };
  },
});

/** One account's books of one mode, those of both, or everybody's. */
export interface WhichBooks {
  readonly accountId?: string;
  readonly mode?: Mode;
}

/** What is held for generations that have not ended, by account and mode. */
export async function heldNow(db: Db, { accountId, mode }: WhichBooks) {
  let query = db
    .selectFrom('generations')
    .select((select) => ['account_id', 'mode', select.fn.sum<number>('held_micros').as('micros')])
    .where('finished_at', 'is', null)
    .groupBy(['account_id', 'mode']);
  if (accountId !== undefined) query = query.where('account_id', '=', accountId);
  if (mode !== undefined) query = query.where('mode', '=', mode);
  return query.execute();
}

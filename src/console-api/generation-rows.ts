import type { Mode } from '../generation/caller.ts';
import type { Period } from '../generation/period.ts';
import type { GenerationState } from '../generation/receipt.ts';
import { isRequestId } from '../lib/ids.ts';
import { writeCursor } from '../lib/page-cursor.ts';
import type { GenerationRecord } from '../records/generation-record.ts';
import { readRecords } from '../records/read-generation.ts';
import { pageBounds } from '../store/page-bounds.ts';
import { type Db, defineUnit } from '../store/unit.ts';

export interface GenerationSearch {
  readonly mode: Mode;
  readonly limit: number;
  /** The `next` of the page before: the last row that was looked at. */
  readonly after?: string;
  readonly accountId?: string;
  readonly state?: GenerationState;
  readonly model?: string;
  readonly keyId?: string;
  readonly channel?: string;
  readonly protocol?: string;
  /** When they were accepted. */
  readonly period?: Period;
  /** A part of the prompt, or a whole id. */
  readonly text?: string;
}

export type GenerationWanted = Pick<GenerationSearch, 'mode' | 'accountId'> & { readonly id: string };

/** One generation of a mode, whosever it is; of one account when that is given. */
export const findGeneration = defineUnit({
  name: 'find-generation',
  module: import.meta.url,
  run: findOne,
});

async function findOne(db: Db, input: GenerationWanted): Promise<GenerationRecord | undefined> {
  const rows = await db.selectFrom('generations').selectAll().where('id', '=', input.id).execute();
  const seen = rows.filter(
    (row) => row.mode === input.mode && (input.accountId === undefined || row.account_id === input.accountId),
  );
  return (await readRecords(db, seen))[0];
}

export interface FoundGenerations {
  readonly records: readonly GenerationRecord[];
  /** Where to go on; absent when everything was looked at. */
  readonly next?: string;
}

/** Rows looked at for one page: what matches seldom is searched page by page, never in one long read. */
const lookedAtMost = 2_000;
/** Of prompts fewer: whole requests are read for them. */
const promptsLookedAtMost = 1_000;
const chunk = 500;

/** Newest first. A page may hold less than its limit, and `next`, when little of what was looked at matches. */
export const searchGenerations = defineUnit({
  name: 'search-generations',
  module: import.meta.url,
  async run(db: Db, input: GenerationSearch): Promise<FoundGenerations> {
    if (input.text !== undefined && isRequestId(input.text)) {
      const record = await findOne(db, { ...input, id: input.text });
      return { records: record ? [record] : [] };
    }
    const found: string[] = [];
    let after = input.after;
    let looked = 0;
    const most = input.text === undefined ? lookedAtMost : promptsLookedAtMost;
    while (found.length < input.limit && looked < most) {
      const rows = await narrow(db, input, after).limit(chunk).execute();
      for (const row of rows) {
        looked += 1;
        after = writeCursor({ createdAtMs: row.created_at, id: row.id });
        if (matches(row, input)) found.push(row.id);
        if (found.length === input.limit) break;
      }
      if (rows.length < chunk && found.length < input.limit) {
        return { records: await recordsOf(db, found) };
      }
    }
    return { records: await recordsOf(db, found), ...(after === undefined ? {} : { next: after }) };
  },
});

interface Row {
  readonly id: string;
  readonly account_id: string;
  readonly created_at: number;
  readonly state: string;
  readonly model: string;
  readonly key_id: string;
  readonly channel: string | null;
  readonly protocol: string;
  readonly request?: string;
}

/** Only account and time are in the index; the rest is compared here, row by row, within the bound above. */
export function narrow(db: Db, input: GenerationSearch, after: string | undefined) {
  let query = db
    .selectFrom('generations')
    .select(['id', 'account_id', 'created_at', 'state', 'model', 'key_id', 'channel', 'protocol'])
    .$if(input.text !== undefined, (each) => each.select('request'))
    .where('mode', '=', input.mode);
  if (input.accountId !== undefined) query = query.where('account_id', '=', input.accountId);
  for (const bound of pageBounds({ after, ...input.period })) query = query.where(bound);
  return query.orderBy('created_at', 'desc').orderBy('id', 'desc');
}

function matches(row: Row, input: GenerationSearch): boolean {
  return (
    (input.state === undefined || row.state === input.state) &&
    (input.model === undefined || row.model === input.model) &&
    (input.keyId === undefined || row.key_id === input.keyId) &&
    (input.channel === undefined || row.channel === input.channel) &&
    (input.protocol === undefined || row.protocol === input.protocol) &&
    (input.text === undefined || promptOf(row).includes(input.text.toLowerCase()))
  );
}

const promptOf = (row: Row): string =>
  String((JSON.parse(row.request ?? '{}') as { prompt?: unknown }).prompt ?? '').toLowerCase();

async function recordsOf(db: Db, ids: readonly string[]): Promise<GenerationRecord[]> {
  if (ids.length === 0) return [];
  const rows = await db.selectFrom('generations').selectAll().where('id', 'in', ids).execute();
  const place = new Map(ids.map((id, index) => [id, index]));
  const records = await readRecords(db, rows);
  return records.sort((a, b) => (place.get(a.id) ?? 0) - (place.get(b.id) ?? 0));
}

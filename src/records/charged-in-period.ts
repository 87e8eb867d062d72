import type { Mode } from '../generation/caller.ts';
import type { Micros } from '../generation/price.ts';
import type { Db } from '../store/unit.ts';
import { hourMs } from './count-usage.ts';
import { searchedRows } from './generation-log.ts';
import { usageTable } from './usage-table.ts';

export interface ChargedInput {
  readonly accountId: string;
  readonly mode: Mode;
  readonly fromMs: number;
  readonly toMs: number;
  readonly model?: string;
  readonly keyIds?: readonly string[];
  readonly nowMs: number;
  /** Generations that ended since then are still there. */
  readonly keptSinceMs: number;
}

/** Of the generations that ended in a part of an hour, those are looked for that were asked for so long before. */
const searchedMs = hourMs;
/** And those are found for sure: a task has so long from its begin. */
const longestMs = 15 * 60_000;

/**
 * What was charged for the generations of a period: as the log has it, by when they were asked for, while the log could
 * show them all. Of longer periods, and of those whose generations are gone, the sum of the hours they ended in, and at
 * both ends of the generations that ended in that part of the hour; of the whole hour, where they are too many to read.
 */
export async function chargedIn(db: Db, input: ChargedInput): Promise<Micros> {
  const { fromMs, toMs } = input;
  if (fromMs >= toMs) return 0;
  if (fromMs >= input.keptSinceMs) {
    const rows = { createdFromMs: fromMs, surelyFromMs: fromMs, createdToMs: toMs };
    const asLogged = await sumOfRows(db, input, rows);
    if (asLogged !== undefined) return asLogged;
  }
  const firstMs = Math.ceil(fromMs / hourMs) * hourMs;
  // Nothing ended later than now: the hour that has begun counts as whole.
  const endMs = toMs > input.nowMs ? Math.ceil(toMs / hourMs) * hourMs : Math.floor(toMs / hourMs) * hourMs;
  if (firstMs > endMs) return sumOfPart(db, input, fromMs, toMs);
  return (
    (await sumOfPart(db, input, fromMs, firstMs)) +
    (await sumOfHours(db, input, firstMs, endMs)) +
    (await sumOfPart(db, input, endMs, toMs))
  );
}

async function sumOfPart(db: Db, input: ChargedInput, fromMs: number, toMs: number): Promise<Micros> {
  if (fromMs >= toMs) return 0;
  const hourStartMs = Math.floor(fromMs / hourMs) * hourMs;
  const rows = {
    createdFromMs: fromMs - searchedMs,
    surelyFromMs: fromMs - longestMs,
    createdToMs: toMs,
    endedFromMs: fromMs,
    endedToMs: toMs,
  };
  const exact = fromMs >= input.keptSinceMs ? await sumOfRows(db, input, rows) : undefined;
  return exact ?? sumOfHours(db, input, hourStartMs, hourStartMs + hourMs);
}

async function sumOfHours(db: Db, input: ChargedInput, fromMs: number, toMs: number): Promise<Micros> {
  const { accountId, mode, keyIds, model } = input;
  const table = await usageTable(db, {
    mode,
    accountId,
    fromHour: fromMs / hourMs,
    toHour: toMs / hourMs,
    ...(keyIds === undefined ? {} : { keyIds: [...keyIds, ''] }),
  });
  let query = db.selectFrom(table).select(({ fn }) => fn.sum<number | null>('charged_micros').as('charged'));
  if (model !== undefined) query = query.where('model', '=', model);
  return (await query.executeTakeFirst())?.charged ?? 0;
}

interface Rows {
  readonly createdFromMs: number;
  /** None that was asked for later may be missed. */
  readonly surelyFromMs: number;
  readonly createdToMs: number;
  readonly endedFromMs?: number;
  readonly endedToMs?: number;
}

/** Undefined where more rows would have to be read than the log reads. */
async function sumOfRows(db: Db, input: ChargedInput, rows: Rows): Promise<Micros | undefined> {
  const newest = db
    .selectFrom('generations')
    .select(['key_id', 'model', 'charged_micros', 'created_at', 'finished_at'])
    .where('account_id', '=', input.accountId)
    .where('mode', '=', input.mode)
    .where('created_at', '>=', rows.createdFromMs)
    .where('created_at', '<', rows.createdToMs)
    .orderBy('created_at', 'desc')
    .limit(searchedRows + 1);
  const { seen, oldestMs } = await db
    .selectFrom(newest.as('newest'))
    .select(({ fn }) => [
      fn.countAll<number>().as('seen'),
      fn.min<number | null>('created_at').as('oldestMs'),
    ])
    .executeTakeFirstOrThrow();
  if (seen > searchedRows && (oldestMs ?? 0) >= rows.surelyFromMs) return undefined;
  let query = db
    .selectFrom(newest.as('newest'))
    .select(({ fn }) => fn.sum<number | null>('charged_micros').as('charged'));
  if (rows.endedFromMs !== undefined) query = query.where('finished_at', '>=', rows.endedFromMs);
  if (rows.endedToMs !== undefined) query = query.where('finished_at', '<', rows.endedToMs);
  if (input.model !== undefined) query = query.where('model', '=', input.model);
  if (input.keyIds !== undefined) query = query.where('key_id', 'in', [...input.keyIds, '']);
  return (await query.executeTakeFirst())?.charged ?? 0;
}

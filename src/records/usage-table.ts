import type { AliasedExpression, Selectable } from 'kysely';
import type { Mode } from '../generation/caller.ts';
import { rawSql } from '../store/raw-sql.ts';
import type { UsageHourRow } from '../store/schema.ts';
import type { Db } from '../store/unit.ts';
import { dayHours, summedUntil } from './sum-up-days.ts';
import { usageSums } from './usage-sums.ts';

const common = ['key_id', 'model', 'channel', 'account_id', ...usageSums] as const;

export interface UsageSpan {
  readonly mode: Mode;
  /** Hours since 1970, the second not included; absent: from the first to the last. */
  readonly fromHour?: number;
  readonly toHour?: number;
  readonly accountId?: string;
  readonly keyIds?: readonly string[];
}

export type CountedRow = Pick<Selectable<UsageHourRow>, (typeof common)[number] | 'hour'> & {
  readonly day: number;
};

/** Later than every hour, and within what both engines have as an integer. */
const endOfTime = 2_000_000_000;

/**
 * What was counted in a span, as a table to sum over: a row for each day where days are whole and summed up, one for
 * each hour of the rest, or of all `by` hours. `hour` is the last one of either in which something ended.
 */
export async function usageTable(
  db: Db,
  span: UsageSpan,
  by: 'day' | 'hour' = 'day',
): Promise<AliasedExpression<CountedRow, 'usage'>> {
  const { fromHour = 0, toHour = endOfTime } = span;
  const firstDay = Math.ceil(fromHour / dayHours);
  const summedHours = by === 'day' ? await summedUntil(db, span.mode) : 0;
  const endDay = Math.floor(Math.min(toHour, summedHours) / dayHours);
  if (firstDay >= endDay) return hours(db, span, fromHour, toHour).as('usage');
  let rows = days(db, span, firstDay, endDay).unionAll(hours(db, span, endDay * dayHours, toHour));
  const firstHour = firstDay * dayHours;
  if (fromHour < firstHour) rows = rows.unionAll(hours(db, span, fromHour, firstHour));
  return rows.as('usage');
}

function hours(db: Db, { mode, accountId, keyIds }: UsageSpan, from: number, to: number) {
  let query = db
    .selectFrom('usage_hours')
    // Literal text, not a parameter: SQLite and PostgreSQL then both divide integers.
    .select([...common, 'hour', rawSql()<number>`hour / 24`.as('day')])
    .where('mode', '=', mode)
    .where('hour', '>=', from)
    .where('hour', '<', to);
  if (accountId !== undefined) query = query.where('account_id', '=', accountId);
  if (keyIds !== undefined) query = query.where('key_id', 'in', keyIds);
  return query;
}

function days(db: Db, { mode, accountId, keyIds }: UsageSpan, from: number, to: number) {
  let query = db
    .selectFrom('usage_days')
    .select([...common, 'last_hour as hour', 'day'])
    .where('mode', '=', mode)
    .where('day', '>=', from)
    .where('day', '<', to);
  if (accountId !== undefined) query = query.where('account_id', '=', accountId);
  if (keyIds !== undefined) query = query.where('key_id', 'in', keyIds);
  return query;
}

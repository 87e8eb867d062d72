import type { UsageGroup, UsageQuery, UsageRow } from '../generation/books.ts';
import type { Mode } from '../generation/caller.ts';
import { Failure } from '../generation/failure.ts';
import { rawSql } from '../store/raw-sql.ts';
import type { UsageHourRow } from '../store/schema.ts';
import { type Db, defineUnit } from '../store/unit.ts';
import { hourMs } from './count-usage.ts';

/** More would be neither read by anybody nor answered in a moment. */
const rowsMax = 10_000;

const columns = {
  account: 'account_id',
  key: 'key_id',
  model: 'model',
  channel: 'channel',
} as const satisfies Partial<Record<UsageGroup, keyof UsageHourRow>>;

const sums = [
  'requests',
  'succeeded',
  'images',
  'charged_micros',
  'cost_micros',
  'prompt_tokens',
  'output_tokens',
] as const satisfies readonly (keyof UsageHourRow)[];

/** Without an account: every one. */
export interface StatisticsInput extends UsageQuery {
  readonly mode: Mode;
}

/** Sums by group, sorted by group. Throws `invalid_request` when there would be more than 10,000 rows. */
export const usageStatistics = defineUnit({
  name: 'usage-statistics',
  module: import.meta.url,
  errors: [Failure],
  async run(db: Db, input: StatisticsInput): Promise<UsageRow[]> {
    const sql = rawSql();
    // Literal text, not a parameter: SQLite and PostgreSQL then both divide integers.
    const parts = input.groupBy.map((group) =>
      group === 'day' ? sql<string | number>`hour / 24` : sql<string | number>`${sql.ref(columns[group])}`,
    );
    let query = db
      .selectFrom('usage_hours')
      .select(sums.map((name) => sql<number>`coalesce(sum(${sql.ref(name)}), 0)`.as(name)))
      .select(parts.map((part, index) => part.as(`group${index}`)))
      .where('mode', '=', input.mode)
      .where('hour', '>=', Math.floor(input.fromMs / hourMs))
      .where('hour', '<', Math.ceil(input.toMs / hourMs));
    if (input.accountId !== undefined) query = query.where('account_id', '=', input.accountId);
    if (input.keyId !== undefined) query = query.where('key_id', '=', input.keyId);
    if (input.model !== undefined) query = query.where('model', '=', input.model);
    if (input.channel !== undefined) query = query.where('channel', '=', input.channel);
    if (parts.length > 0) query = query.groupBy(parts);
    const rows = await query.limit(rowsMax + 1).execute();
    if (rows.length > rowsMax) {
      throw new Failure('invalid_request', {
        message: `There are more than ${rowsMax} rows; ask for a shorter period or fewer groups.`,
      });
    }
    return rows.map((row) => toUsageRow(row, input.groupBy)).sort(byGroups(input.groupBy));
  },
});

type SumRow = Record<(typeof sums)[number], number> & Record<string, unknown>;

function toUsageRow(row: SumRow, groups: readonly UsageGroup[]): UsageRow {
  const named = groups.map((group, index) => {
    const value = row[`group${index}`];
    return [group, group === 'day' ? dayText(value as number) : value];
  });
  return {
    ...Object.fromEntries(named),
    requests: row.requests,
    succeeded: row.succeeded,
    images: row.images,
    chargedMicros: row.charged_micros,
    costMicros: row.cost_micros,
    promptTokens: row.prompt_tokens,
    outputTokens: row.output_tokens,
  };
}

const dayText = (day: number) => new Date(day * 24 * hourMs).toISOString().slice(0, 10);

/** Here and not in SQL: PostgreSQL sorts text by its locale. */
function byGroups(groups: readonly UsageGroup[]) {
  return (a: UsageRow, b: UsageRow): number => {
    for (const group of groups) {
      const [left, right] = [a[group] as string, b[group] as string];
      if (left !== right) return left < right ? -1 : 1;
    }
    return 0;
  };
}

import type { UsageGroup, UsageQuery, UsageRow } from '../generation/books.ts';
import type { Mode } from '../generation/caller.ts';
import { Failure } from '../generation/failure.ts';
import { rawSql } from '../store/raw-sql.ts';
import { type Db, defineUnit } from '../store/unit.ts';
import { hourMs } from './count-usage.ts';
import { usageSums } from './usage-sums.ts';
import { usageTable } from './usage-table.ts';

/** More would be neither read by anybody nor answered in a moment. */
const rowsMax = 10_000;

const columns = {
  day: 'day',
  account: 'account_id',
  key: 'key_id',
  model: 'model',
  channel: 'channel',
} as const satisfies Record<UsageGroup, string>;

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
    const parts = input.groupBy.map((group) => sql<string | number>`${sql.ref(columns[group])}`);
    const table = await usageTable(db, {
      mode: input.mode,
      fromHour: Math.floor(input.fromMs / hourMs),
      toHour: Math.ceil(input.toMs / hourMs),
      ...(input.accountId === undefined ? {} : { accountId: input.accountId }),
      ...(input.keyId === undefined ? {} : { keyIds: [input.keyId] }),
    });
    let query = db
      .selectFrom(table)
      .select(usageSums.map((name) => sql<number>`coalesce(sum(${sql.ref(name)}), 0)`.as(name)))
      .select(parts.map((part, index) => part.as(`group${index}`)));
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

type SumRow = Record<(typeof usageSums)[number], number> & Record<string, unknown>;

function toUsageRow(row: SumRow, groups: readonly UsageGroup[]): UsageRow {
  const named = groups.map((group, index) => {
    const value = row[`group${index}`];
    return [group, group === 'day' ? dayText(value as number) : value];
  });
  return {
    ...Object.fromEntries(named),
    requests: row.requests,
    succeeded: row.succeeded,
    cancelled: row.cancelled,
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

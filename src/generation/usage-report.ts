import { csvLine } from '../lib/csv.ts';
import { type UsageGroup, type UsageReport, type UsageRow, type UsageWish, usageGroups } from './books.ts';
import { Failure } from './failure.ts';
import { microsToUsd } from './price.ts';
import { type Query, queryText } from './query-text.ts';

/**
 * Reads `group_by` (comma-separated), `from`, `to` (dates, ISO times or Unix seconds), `account_id`, `key_id`
 * (`key` is where some clients put the API key), `model`, `channel`. Throws `invalid_request` naming the parameter.
 */
export function readUsageWish(query: Query, groups: readonly UsageGroup[] = usageGroups): UsageWish {
  const fromMs = readTime(query, 'from');
  const toMs = readTime(query, 'to');
  const [accountId, keyId] = [queryText(query, 'account_id'), queryText(query, 'key_id')];
  const [model, channel] = [queryText(query, 'model'), queryText(query, 'channel')];
  return {
    groupBy: readGroups(queryText(query, 'group_by'), groups),
    ...(fromMs === undefined ? {} : { fromMs }),
    ...(toMs === undefined ? {} : { toMs }),
    ...(accountId ? { accountId } : {}),
    ...(keyId ? { keyId } : {}),
    ...(model ? { model } : {}),
    ...(channel ? { channel } : {}),
  };
}

/** `format=csv` or an Accept header that prefers it. Throws `invalid_request` for other formats. */
export function wantsCsv(query: Query, accept: string | undefined): boolean {
  const format = queryText(query, 'format');
  if (format === undefined) return /^\s*text\/csv\b/i.test(accept ?? '');
  if (format === 'csv' || format === 'json') return format === 'csv';
  throw new Failure('invalid_request', { message: 'format must be csv or json.', param: 'format' });
}

function readGroups(text: string | undefined, known: readonly UsageGroup[]): UsageGroup[] {
  const names = [...new Set((text ?? 'day').split(/[,\s]+/).filter(Boolean))];
  const unknown = names.find((name) => !(known as readonly string[]).includes(name));
  if (unknown === undefined) return names as UsageGroup[];
  throw new Failure('invalid_request', {
    message: `group_by takes ${known.join(', ')}, separated by commas; not "${unknown.slice(0, 40)}".`,
    param: 'group_by',
  });
}

/** A date, an ISO time or Unix seconds as Unix milliseconds. */
export function readTime(query: Query, param: string): number | undefined {
  const text = queryText(query, param);
  if (text === undefined) return undefined;
  const ms = /^\d{1,11}$/.test(text) ? Number(text) * 1000 : isoMs(text);
  if (ms !== undefined && Number.isFinite(ms)) return ms;
  throw new Failure('invalid_request', {
    message: `${param} must be a date like 2026-11-01, an ISO time or Unix seconds.`,
    param,
  });
}

const isoMs = (text: string) =>
  /^\d{4}-\d{2}-\d{2}(T[\d:.]+(Z|[+-]\d{2}:\d{2}))?$/.test(text) ? Date.parse(text) : undefined;

/** The report as JSON, `from` and `to` as they were counted. What channels cost is for operators only. */
export function usageJson(report: UsageReport, withCost: boolean) {
  return {
    object: 'usage',
    ...countedOf(report),
    group_by: report.groupBy,
    currency: 'USD',
    data: report.rows.map((row) => ({
      ...groupCells(row, report),
      requests: row.requests,
      succeeded: row.succeeded,
      failed: failedOf(row),
      cancelled: row.cancelled,
      images: row.images,
      prompt_tokens: row.promptTokens,
      output_tokens: row.outputTokens,
      charged_usd: microsToUsd(row.chargedMicros),
      ...(withCost ? { cost_usd: microsToUsd(row.costMicros) } : {}),
    })),
  };
}

/** The same rows as CSV with a head line; each says what was counted, so that files can be put together. */
export function usageCsv(report: UsageReport, withCost: boolean): string {
  const groups = report.groupBy.flatMap((group) => (isNamed(group) ? [group, `${group}_name`] : [group]));
  const sums = ['requests', 'succeeded', 'failed', 'cancelled', 'images', 'prompt_tokens', 'output_tokens'];
  const money = withCost ? ['charged_usd', 'cost_usd'] : ['charged_usd'];
  const counted = countedOf(report);
  const lines = report.rows.map((row) => [
    ...Object.values(groupCells(row, report)),
    row.requests,
    row.succeeded,
    failedOf(row),
    row.cancelled,
    row.images,
    row.promptTokens,
    row.outputTokens,
    Number(microsToUsd(row.chargedMicros)),
    ...(withCost ? [Number(microsToUsd(row.costMicros))] : []),
    ...Object.values(counted),
  ]);
  return [[...groups, ...sums, ...money, ...Object.keys(counted)], ...lines].map(csvLine).join('');
}

const countedOf = ({ fromMs, toMs }: UsageReport) => ({
  from: new Date(fromMs).toISOString(),
  to: new Date(toMs).toISOString(),
});

const failedOf = ({ requests, succeeded, cancelled }: UsageRow) => requests - succeeded - cancelled;

function groupCells(row: UsageRow, report: UsageReport): Record<string, string> {
  const cells = report.groupBy.flatMap((group): [string, string][] => {
    const value = row[group] ?? '';
    return isNamed(group)
      ? [
          [group, value],
          [`${group}_name`, report.names[value] ?? ''],
        ]
      : [[group, value]];
  });
  return Object.fromEntries(cells);
}

const isNamed = (group: UsageGroup) => group === 'key' || group === 'account';

import type { UsageGroup } from '../../generation/books.ts';
import type { RouteInput } from '../../generation/route-input.ts';
import { readUsageWish, usageCsv, usageJson, wantsCsv } from '../../generation/usage-report.ts';
import { jsonAnswer, type WireAnswer } from '../../generation/wire-answer.ts';

const groups: readonly UsageGroup[] = ['key', 'model', 'channel', 'day'];

/** `GET /v1/usage`: sums over the account's ended generations, as JSON or CSV. */
export async function getUsage(input: RouteInput): Promise<WireAnswer> {
  const report = await input.books.usage(readUsageWish(input.query, groups));
  if (!wantsCsv(input.query, input.headers.accept)) {
    return jsonAnswer(200, usageJson(report, false), { 'cache-control': 'no-store' });
  }
  return {
    status: 200,
    headers: {
      'content-type': 'text/csv; charset=utf-8; header=present',
      'content-disposition': 'attachment; filename="usage.csv"',
      'cache-control': 'no-store',
    },
    body: [usageCsv(report, false)],
  };
}

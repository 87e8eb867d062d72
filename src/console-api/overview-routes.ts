import { z } from 'zod';
import { answered } from '../admin/admin-route.ts';
import { parseFields } from '../admin/fields.ts';
import type { Operations } from '../admin/operations.ts';
import { readMode } from '../admin/query-fields.ts';
import { microsToUsd } from '../generation/price.ts';
import { queryText } from '../generation/query-text.ts';
import { readUsageWish, usageJson } from '../generation/usage-report.ts';
import type { Clock } from '../lib/clock.ts';
import type { Store } from '../store/store.ts';
import { activityRanges } from './activity-range.ts';
import { readActivity } from './activity-rows.ts';
import { accountOf, type ConsoleRoute } from './console-route.ts';
import { isStaff } from './roles.ts';

export interface OverviewParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly operations: Pick<Operations, 'usage'>;
}

const wish = z.object({ range: z.enum(['1h', '24h', '7d', '30d']).default('1h') });

/** `/activity`, the last hour to the last 30 days; `/usage`, whole days. Of every account for staff, of the own one for customers. */
export const overviewRoutes = ({ store, clock, operations }: OverviewParts): ConsoleRoute[] => [
  {
    method: 'GET',
    path: '/activity',
    may: () => true,
    async run(input) {
      const { range } = parseFields(wish, { range: queryText(input.query, 'range') });
      const activity = await store.read(readActivity, {
        mode: readMode(input.query),
        nowMs: clock.now(),
        range,
        ...accountOf(input),
      });
      return answered({
        object: 'activity',
        range,
        bucket_ms: activityRanges[range].bucketMs,
        queued: activity.queued,
        running: activity.running,
        latency_ms: activity.latencyMs ?? null,
        cut: activity.cut,
        buckets: activity.buckets.map(({ atMs, chargedMicros, p50, p95, ...counts }) => ({
          at: new Date(atMs).toISOString(),
          ...counts,
          charged_usd: microsToUsd(chargedMicros),
          p50_ms: p50 ?? null,
          p95_ms: p95 ?? null,
        })),
      });
    },
  },
  {
    method: 'GET',
    path: '/usage',
    may: () => true,
    async run(input) {
      const wish = { ...readUsageWish(input.query), ...accountOf(input) };
      const report = await operations.usage(readMode(input.query), wish);
      // What channels cost is the operator's business.
      return answered(usageJson(report, isStaff(input.person)));
    },
  },
];

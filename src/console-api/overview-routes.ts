import { answered } from '../admin/admin-route.ts';
import type { Operations } from '../admin/operations.ts';
import { readMode } from '../admin/read-statement.ts';
import { readUsageWish, usageJson } from '../generation/usage-report.ts';
import type { Clock } from '../lib/clock.ts';
import type { Store } from '../store/store.ts';
import { readActivity } from './activity-rows.ts';
import { accountOf, type ConsoleRoute } from './console-route.ts';
import { isStaff } from './roles.ts';

export interface OverviewParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly operations: Pick<Operations, 'usage'>;
}

/** `/activity`, the last hour; `/usage`, whole days. Of every account for staff, of the own one for customers. */
export const overviewRoutes = ({ store, clock, operations }: OverviewParts): ConsoleRoute[] => [
  {
    method: 'GET',
    path: '/activity',
    may: () => true,
    async run(input) {
      const activity = await store.read(readActivity, {
        mode: readMode(input.query),
        nowMs: clock.now(),
        ...accountOf(input),
      });
      return answered({
        object: 'activity',
        queued: activity.queued,
        running: activity.running,
        latency_ms: activity.latencyMs ?? null,
        cut: activity.cut,
        minutes: activity.minutes.map(({ atMs, ...counts }) => ({
          at: new Date(atMs).toISOString(),
          ...counts,
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

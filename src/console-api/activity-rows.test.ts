import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { testEngines } from '../../test/services/test-engines.ts';
import { openStore } from '../store/open-store.ts';
import { type ActivityRange, activityRanges } from './activity-range.ts';
import { addGenerations, countEndings, explainMinutes } from './activity-rows.test.kit.ts';
import { type Activity, readActivity } from './activity-rows.ts';

const nowMs = Date.UTC(2026, 10, 20, 12, 30, 40);
const totals = ({ buckets }: Activity) => {
  const sum = (name: 'requests' | 'succeeded' | 'failed' | 'images' | 'chargedMicros') =>
    buckets.reduce((total, bucket) => total + bucket[name], 0);
  const [requests, succeeded, failed] = [sum('requests'), sum('succeeded'), sum('failed')];
  return { requests, succeeded, failed, images: sum('images'), chargedMicros: sum('chargedMicros') };
};

for (const engine of testEngines()) {
  describe(`the activity of the overview, on ${engine.name}`, () => {
    it('counts every generation of the last hour, and takes latencies of a sample of the newest', async (context) => {
      const database = await engine.create();
      const store = await openStore({ url: database.url });
      context.after(() => store.close().then(() => database.remove()));
      // One each second, for longer than an hour.
      await store.write(addGenerations, { count: 6_000, newestMs: nowMs, stepMs: 1_000 });
      const wish = { mode: 'test', nowMs, range: '1h' } as const;
      const ofNobody = await store.read(readActivity, { ...wish, accountId: 'somebody-else' });
      assert.equal(totals(ofNobody).requests, 0);
      // The last minute is not over.
      const counted = [...Array.from({ length: 59 }, () => 60), 41];
      const requests = 59 * 60 + 41;
      for (const accountId of [undefined, 'default']) {
        const seen = await store.read(readActivity, { ...wish, ...(accountId ? { accountId } : {}) });
        assert.deepEqual(
          seen.buckets.map((bucket) => bucket.requests),
          counted,
        );
        const { succeeded, failed, images, chargedMicros } = totals(seen);
        assert.deepEqual(
          [totals(seen).requests, images, chargedMicros],
          [requests, succeeded * 2, succeeded * 67_000],
        );
        assert.ok(Math.abs(succeeded - (requests * 2) / 5) <= 2, String(succeeded));
        assert.ok(Math.abs(failed - requests / 5) <= 2, `cancelled ones are no failures: ${failed}`);
        assert.deepEqual([seen.cut, seen.latencyMs], [true, { p50: 1_000, p95: 1_000, p99: 1_000 }]);
      }
    });

    it('does not count what was cancelled as failed, in any range', async (context) => {
      const database = await engine.create();
      const store = await openStore({ url: database.url });
      context.after(() => store.close().then(() => database.remove()));
      await store.write(countEndings, { ended: ['failed', 'cancelled', 'cancelled'], nowMs });
      for (const range of Object.keys(activityRanges) as ActivityRange[]) {
        if (range === '1h') continue;
        const { requests, succeeded, failed } = totals(
          await store.read(readActivity, { mode: 'test', nowMs, range }),
        );
        assert.deepEqual([requests, succeeded, failed], [3, 0, 1], range);
      }
    });

    it('counts minutes inside an index, whosever they are', async (context) => {
      const database = await engine.create();
      const store = await openStore({ url: database.url });
      context.after(() => store.close().then(() => database.remove()));
      const isPostgres = engine.name === 'PostgreSQL';
      const span = { mode: 'test', firstMs: nowMs - 3_600_000, endMs: nowMs, isPostgres } as const;
      for (const accountId of [undefined, 'default']) {
        const plan = await store.read(explainMinutes, { ...span, ...(accountId ? { accountId } : {}) });
        assert.match(plan, /generations_(newest|of_account)/, plan);
        assert.match(plan, isPostgres ? /Index Cond: .*created_at/ : /created_at>\? AND created_at<\?/, plan);
      }
    });
  });
}

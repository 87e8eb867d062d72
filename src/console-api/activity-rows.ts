import type { Mode } from '../generation/caller.ts';
import { rawSql } from '../store/raw-sql.ts';
import { type Db, defineUnit } from '../store/unit.ts';
import { bookedSums } from './activity-books.ts';
import { minuteSums } from './activity-minutes.ts';
import {
  type ActivityBucket,
  type ActivityRange,
  type ActivitySums,
  activityRanges,
  bucketStarts,
  percentile,
} from './activity-range.ts';
import { type LookedAt, newestRows } from './activity-sample.ts';

export interface ActivityInput {
  readonly mode: Mode;
  readonly nowMs: number;
  readonly range: ActivityRange;
  readonly accountId?: string;
}

export interface Activity {
  /** Of generations that have not ended, however old. */
  readonly queued: number;
  readonly running: number;
  /** Oldest first. */
  readonly buckets: readonly ActivityBucket[];
  /** Over the whole range, of what was looked at; undefined when nothing succeeded. */
  readonly latencyMs: { readonly p50: number; readonly p95: number; readonly p99: number } | undefined;
  /** There were more generations than latencies were read from. */
  readonly cut: boolean;
}

/** Latencies of so many generations of the last hour are read; of longer ranges so many of each bucket. */
const [hourMost, bucketMost] = [2_500, 150];

/**
 * What happened lately. A busy month costs no more than a quiet one: sums are in the books, latencies are sampled. Those of
 * the last hour, whose minutes no book has, are counted from its generations.
 */
export const readActivity = defineUnit({
  name: 'read-activity',
  module: import.meta.url,
  async run(db: Db, input: ActivityInput): Promise<Activity> {
    const starts = bucketStarts(input.range, input.nowMs);
    const { bucketMs } = activityRanges[input.range];
    const [firstMs, endMs] = [starts[0] as number, (starts.at(-1) as number) + bucketMs];
    let samples: LookedAt[][];
    let sums: ActivitySums[];
    let cut: boolean;
    if (input.range === '1h') {
      const rows = await newestRows(db, input, { firstMs, endMs, most: hourMost });
      samples = starts.map((atMs) =>
        rows.filter((row) => row.created_at >= atMs && row.created_at < atMs + bucketMs),
      );
      sums = await minuteSums(db, input, starts);
      cut = rows.length === hourMost;
    } else {
      sums = await bookedSums(db, input, starts, bucketMs);
      samples = [];
      for (const atMs of starts) {
        samples.push(
          await newestRows(db, input, { firstMs: atMs, endMs: atMs + bucketMs, most: bucketMost }),
        );
      }
      cut = samples.some(({ length }) => length === bucketMost);
    }
    const durations = samples.map(durationsOf);
    const buckets = starts.map((atMs, index) => {
      const [p50, p95] = [percentile(durations[index] ?? [], 0.5), percentile(durations[index] ?? [], 0.95)];
      return {
        atMs,
        ...(sums[index] as (typeof sums)[number]),
        ...(p50 === undefined || p95 === undefined ? {} : { p50, p95 }),
      };
    });
    const all = durations.flat().sort((a, b) => a - b);
    const at = (share: number) => percentile(all, share) as number;
    return {
      ...(await inFlight(db, input)),
      buckets,
      cut,
      latencyMs: all.length === 0 ? undefined : { p50: at(0.5), p95: at(0.95), p99: at(0.99) },
    };
  },
});

/** From accept to end, in ms, of those that succeeded; shortest first. */
const durationsOf = (rows: readonly LookedAt[]): number[] =>
  rows
    .flatMap(({ state, created_at, finished_at }) =>
      state === 'succeeded' && finished_at !== null ? [finished_at - created_at] : [],
    )
    .sort((a, b) => a - b);

async function inFlight(db: Db, { mode, accountId }: ActivityInput) {
  let query = db
    .selectFrom('generations')
    .select(({ fn }) => ['state', fn.countAll<number | string>().as('count')])
    // Not by the column itself: SQLite would read the index of all that ever was instead of that of the unfinished.
    .where(rawSql()<string>`mode || ''`, '=', mode)
    .where('finished_at', 'is', null);
  if (accountId !== undefined) query = query.where('account_id', '=', accountId);
  const rows = await query.groupBy('state').execute();
  const of = (state: string) => Number(rows.find((row) => row.state === state)?.count ?? 0);
  return { queued: of('queued'), running: of('running') };
}

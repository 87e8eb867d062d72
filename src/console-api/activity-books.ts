import type { Mode } from '../generation/caller.ts';
import { usageTable } from '../records/usage-table.ts';
import type { Db } from '../store/unit.ts';
import type { ActivitySums } from './activity-range.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** What ended in each bucket of whole hours, from the books; in buckets of days, from those of whole days. What is cancelled did not fail. */
export async function bookedSums(
  db: Db,
  { mode, accountId }: { readonly mode: Mode; readonly accountId?: string },
  starts: readonly number[],
  bucketMs: number,
): Promise<ActivitySums[]> {
  const firstMs = starts[0] ?? 0;
  const [step, stepMs] = bucketMs % dayMs === 0 ? (['day', dayMs] as const) : (['hour', hourMs] as const);
  const fromHour = Math.floor(firstMs / hourMs);
  const span = { mode, fromHour, ...(accountId === undefined ? {} : { accountId }) };
  const booked = await db
    .selectFrom(await usageTable(db, span, step))
    .select(({ fn }) => [
      `${step} as step` as const,
      fn.sum<number | string>('requests').as('requests'),
      fn.sum<number | string>('succeeded').as('succeeded'),
      fn.sum<number | string>('cancelled').as('cancelled'),
      fn.sum<number | string>('images').as('images'),
      fn.sum<number | string>('charged_micros').as('charged'),
    ])
    .groupBy(step)
    .execute();
  return starts.map((atMs) => {
    const own = booked.filter((row) => row.step * stepMs >= atMs && row.step * stepMs < atMs + bucketMs);
    const sum = (name: 'requests' | 'succeeded' | 'cancelled' | 'images' | 'charged') =>
      own.reduce((total, row) => total + Number(row[name]), 0);
    const [requests, succeeded] = [sum('requests'), sum('succeeded')];
    return {
      requests,
      succeeded,
      failed: requests - succeeded - sum('cancelled'),
      images: sum('images'),
      chargedMicros: sum('charged'),
    };
  });
}

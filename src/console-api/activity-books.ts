import type { Mode } from '../generation/caller.ts';
import type { Db } from '../store/unit.ts';
import type { ActivitySums } from './activity-range.ts';

const hourMs = 3_600_000;

/** What ended in each bucket, from the books by the hour. */
export async function bookedSums(
  db: Db,
  { mode, accountId }: { readonly mode: Mode; readonly accountId?: string },
  starts: readonly number[],
  bucketMs: number,
): Promise<ActivitySums[]> {
  const firstMs = starts[0] ?? 0;
  let query = db
    .selectFrom('usage_hours')
    .select(({ fn }) => [
      'hour',
      fn.sum<number | string>('requests').as('requests'),
      fn.sum<number | string>('succeeded').as('succeeded'),
      fn.sum<number | string>('images').as('images'),
      fn.sum<number | string>('charged_micros').as('charged'),
    ])
    .where('mode', '=', mode)
    .where('hour', '>=', Math.floor(firstMs / hourMs));
  if (accountId !== undefined) query = query.where('account_id', '=', accountId);
  const hours = await query.groupBy('hour').execute();
  return starts.map((atMs) => {
    const own = hours.filter(({ hour }) => hour * hourMs >= atMs && hour * hourMs < atMs + bucketMs);
    const sum = (name: 'requests' | 'succeeded' | 'images' | 'charged') =>
      own.reduce((total, row) => total + Number(row[name]), 0);
    const [requests, succeeded] = [sum('requests'), sum('succeeded')];
    return {
      requests,
      succeeded,
      failed: requests - succeeded,
      images: sum('images'),
      chargedMicros: sum('charged'),
    };
  });
}

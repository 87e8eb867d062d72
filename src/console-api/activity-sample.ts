import type { Mode } from '../generation/caller.ts';
import type { Db } from '../store/unit.ts';
import type { ActivitySums } from './activity-range.ts';

/** As much of a generation as the overview looks at. */
export interface LookedAt {
  readonly state: string;
  readonly created_at: number;
  readonly finished_at: number | null;
  readonly images: number | null;
  readonly charged_micros: number;
}

interface Part {
  readonly firstMs: number;
  readonly endMs: number;
  readonly most: number;
}

/** The newest generations that were accepted in a part of time. */
export function newestRows(
  db: Db,
  { mode, accountId }: { readonly mode: Mode; readonly accountId?: string },
  { firstMs, endMs, most }: Part,
): Promise<LookedAt[]> {
  let query = db
    .selectFrom('generations')
    .select(['state', 'created_at', 'finished_at', 'images', 'charged_micros'])
    .where('mode', '=', mode)
    .where('created_at', '>=', firstMs)
    .where('created_at', '<', endMs);
  if (accountId !== undefined) query = query.where('account_id', '=', accountId);
  return query.orderBy('created_at', 'desc').limit(most).execute();
}

export function sumsOfRows(rows: readonly LookedAt[]): ActivitySums {
  const count = (state: string) => rows.filter((row) => row.state === state).length;
  return {
    requests: rows.length,
    succeeded: count('succeeded'),
    failed: count('failed'),
    images: rows.reduce((sum, { images }) => sum + (images ?? 0), 0),
    chargedMicros: rows.reduce((sum, { charged_micros }) => sum + charged_micros, 0),
  };
}

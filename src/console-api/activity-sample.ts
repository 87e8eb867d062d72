import type { Mode } from '../generation/caller.ts';
import type { Db } from '../store/unit.ts';

/** As much of a generation as its latency needs. */
export interface LookedAt {
  readonly state: string;
  readonly created_at: number;
  readonly finished_at: number | null;
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
    .select(['state', 'created_at', 'finished_at'])
    .where('mode', '=', mode)
    .where('created_at', '>=', firstMs)
    .where('created_at', '<', endMs);
  if (accountId !== undefined) query = query.where('account_id', '=', accountId);
  return query.orderBy('created_at', 'desc').limit(most).execute();
}

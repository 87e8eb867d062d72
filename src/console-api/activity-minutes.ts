import type { Mode } from '../generation/caller.ts';
import { rawSql } from '../store/raw-sql.ts';
import type { Db } from '../store/unit.ts';
import type { ActivitySums } from './activity-range.ts';

export interface Minutes {
  readonly mode: Mode;
  readonly firstMs: number;
  readonly endMs: number;
  readonly accountId?: string;
}

/** Every generation that was accepted in a span of whole minutes, counted by minute and state: the index of the newest serves it. */
export function minutesQuery(db: Db, { mode, firstMs, endMs, accountId }: Minutes) {
  // Literal text, not a parameter: SQLite and PostgreSQL then both divide integers.
  const minute = rawSql()<number>`created_at / 60000`;
  let query = db
    .selectFrom('generations')
    .select(({ fn }) => [
      minute.as('minute'),
      'state',
      fn.countAll<number | string>().as('requests'),
      fn.sum<number | string | null>('images').as('images'),
      fn.sum<number | string>('charged_micros').as('charged'),
    ])
    .where('mode', '=', mode)
    .where('created_at', '>=', firstMs)
    .where('created_at', '<', endMs);
  if (accountId !== undefined) query = query.where('account_id', '=', accountId);
  return query.groupBy([minute, 'state']);
}

/** What was accepted in each minute, and what became of it. What is cancelled is neither a success nor a failure. */
export async function minuteSums(
  db: Db,
  span: Omit<Minutes, 'firstMs' | 'endMs'>,
  starts: readonly number[],
): Promise<ActivitySums[]> {
  const [firstMs, lastMs] = [starts[0] ?? 0, starts.at(-1) ?? 0];
  const counted = await minutesQuery(db, { ...span, firstMs, endMs: lastMs + 60_000 }).execute();
  return starts.map((atMs) => {
    const own = counted.filter(({ minute }) => Number(minute) * 60_000 === atMs);
    const sum = (name: 'requests' | 'images' | 'charged', state?: string) =>
      own.reduce((total, row) => total + (!state || row.state === state ? Number(row[name] ?? 0) : 0), 0);
    return {
      requests: sum('requests'),
      succeeded: sum('requests', 'succeeded'),
      failed: sum('requests', 'failed'),
      images: sum('images'),
      chargedMicros: sum('charged'),
    };
  });
}

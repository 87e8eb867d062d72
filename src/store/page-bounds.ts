import { type PageCursor, readCursor } from '../lib/page-cursor.ts';
import { rawSql } from './raw-sql.ts';

interface PageWish {
  /** The `next` of the page before. */
  readonly after?: string | undefined;
  /** Unix milliseconds; `fromMs` is among them, `toMs` is not. */
  readonly fromMs?: number | undefined;
  readonly toMs?: number | undefined;
}

/**
 * What rows of a page hold true in a list by `created_at` and `id`, both descending. Of the cursor and the end of the
 * period only the earlier is asked for: given both, SQLite may begin at the later one and walk to the page.
 */
export function pageBounds({ after, fromMs, toMs }: PageWish) {
  const sql = rawSql();
  const cursor = readCursor(after);
  const isPastEnd = cursor !== undefined && (toMs === undefined || cursor.createdAtMs < toMs);
  const end = isPastEnd
    ? comesAfter(cursor)
    : toMs === undefined
      ? undefined
      : sql<boolean>`created_at < ${toMs}`;
  const start = fromMs === undefined ? undefined : sql<boolean>`created_at >= ${fromMs}`;
  return [end, start].filter((each) => each !== undefined);
}

/** The first condition alone is what an index can begin at; the second only sorts out one millisecond. */
const comesAfter = ({ createdAtMs, id }: PageCursor) =>
  rawSql()<boolean>`created_at <= ${createdAtMs} and (created_at < ${createdAtMs} or id < ${id})`;

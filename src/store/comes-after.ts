import type { PageCursor } from '../lib/page-cursor.ts';
import { rawSql } from './raw-sql.ts';

/**
 * Whether a row comes after a cursor in a list by `created_at` and `id`, both descending. The first condition alone is
 * what an index can begin at; the second only sorts out one millisecond.
 */
export const comesAfter = ({ createdAtMs, id }: PageCursor) =>
  rawSql()<boolean>`created_at <= ${createdAtMs} and (created_at < ${createdAtMs} or id < ${id})`;

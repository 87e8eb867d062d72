import type { CommitMark, Link } from './link.ts';
import { ConnectionLost } from './translate-error.ts';

const table = 'store_commit_marks';
/** Rows outlive their connection, which lives a day at most. */
const keptFor = "interval '3 days'";

/** Room in each page lets the constant updates stay in place. */
export const createMarksTable = `CREATE TABLE IF NOT EXISTS ${table} (
  link_id text PRIMARY KEY, serial bigint NOT NULL, made_at timestamptz NOT NULL DEFAULT now()
) WITH (fillfactor = 10)`;

/** Once per connection, before its first transaction that writes. */
export async function makeMark(link: Link, linkId: string): Promise<void> {
  await link.exec(`DELETE FROM ${table} WHERE made_at < now() - ${keptFor}`);
  await link.exec(`INSERT INTO ${table} (link_id, serial) VALUES ('${linkId}', 0)`);
}

/** Begins a transaction that carries the mark; one round trip. */
export async function beginMarked(link: Link, { linkId, serial }: CommitMark): Promise<void> {
  const both = await link.exec(`BEGIN; UPDATE ${table} SET serial = ${serial} WHERE link_id = '${linkId}'`);
  // The driver answers two statements with a list of two results.
  const [, marked] = both as unknown as [unknown, { rowCount: number }];
  if (marked.rowCount !== 1) throw new ConnectionLost('PostgreSQL: the row of this connection is gone');
}

/** Through another connection. Waits on the row while the transaction is neither committed nor undone. */
export async function isCommitted(link: Link, { linkId, serial }: CommitMark): Promise<boolean> {
  const { rows } = await link.exec(`SELECT serial FROM ${table} WHERE link_id = '${linkId}' FOR UPDATE`);
  return rows[0]?.serial === serial;
}

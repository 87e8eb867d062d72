import type { Selectable } from 'kysely';
import { rawSql } from '../store/raw-sql.ts';
import { claimRows } from '../store/row-locks.ts';
import type { GenerationRow } from '../store/schema.ts';
import type { Db } from '../store/unit.ts';

/**
 * Queued tasks for this unit alone, at most `limit`: while fewer wait than there is room for, all of them, oldest
 * first; else as many of each key that waits, beginning after the key `turnOf`, so that a key with thousands waiting
 * delays another one by its share of one round.
 */
export async function tasksInTurn(db: Db, limit: number, turnOf = ''): Promise<Selectable<GenerationRow>[]> {
  const oldest = () =>
    db.selectFrom('generations').selectAll().where('state', '=', 'queued').orderBy('created_at');
  if (limit > 1) {
    const all = await claimRows(db, oldest().limit(limit)).execute();
    if (all.length < limit) return all;
  }
  const keys = await keysInTurn(db, limit, turnOf);
  const taken: Selectable<GenerationRow>[] = [];
  for (const [index, key] of keys.entries()) {
    const share = Math.ceil((limit - taken.length) / (keys.length - index));
    taken.push(...(await claimRows(db, oldest().where('key_id', '=', key).limit(share)).execute()));
  }
  return taken;
}

/** Keys that have tasks waiting, in the order of their ids, from the one after `turnOf` round to itself. */
async function keysInTurn(db: Db, limit: number, turnOf: string): Promise<string[]> {
  const later = await keysBetween(db, limit, turnOf, undefined);
  if (later.length === limit || turnOf === '') return later;
  return [...later, ...(await keysBetween(db, limit - later.length, '', turnOf))];
}

/** One look into the index per key, however many tasks each has. */
async function keysBetween(
  db: Db,
  limit: number,
  after: string,
  last: string | undefined,
): Promise<string[]> {
  const sql = rawSql();
  const upTo = last === undefined ? sql`` : sql`and key_id <= ${last}`;
  const { rows } = await sql<{ key_id: string }>`
    with recursive waiting (key_id) as (
      select min(key_id) from generations where state = 'queued' and key_id > ${after} ${upTo}
      union all
      select (select min(key_id) from generations where state = 'queued' and key_id > waiting.key_id ${upTo})
      from waiting where waiting.key_id is not null
    )
    select key_id from waiting where key_id is not null limit ${limit}`.execute(db);
  return rows.map((row) => row.key_id);
}

import { createHash } from 'node:crypto';
import { toJsonText } from '../store/json-text.ts';
import { lockRows } from '../store/row-locks.ts';
import type { ActionRow } from '../store/schema.ts';
import { type Db, defineUnit } from '../store/unit.ts';

/** Who does something as an operator, and from where. */
export interface Actor {
  /** `admin` for the holder of the admin token, `cli:` and a name for the command line, `plantain` for itself. */
  readonly actor: string;
  readonly address?: string;
  readonly requestId?: string;
}

export interface Action {
  readonly by: Actor;
  /** `key.create` and the like. */
  readonly action: string;
  /** Id of what it is done to. */
  readonly subject: string;
  /** The subject before and after, without secrets. */
  readonly before?: unknown;
  readonly after?: unknown;
  readonly nowMs: number;
}

/**
 * Appends to the log of what operators did, inside the transaction that does it: the log cannot miss anything
 * that happened. Each row carries a hash over itself and the row before it.
 */
export async function noteAction(db: Db, { by, ...entry }: Action): Promise<void> {
  await queueUp(db);
  const last = await db
    .selectFrom('actions')
    .select(['number', 'hash'])
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirstOrThrow();
  const row = {
    number: last.number + 1,
    created_at: entry.nowMs,
    actor: by.actor,
    address: by.address ?? null,
    request_id: by.requestId ?? null,
    action: entry.action,
    subject: entry.subject,
    before: entry.before === undefined ? null : toJsonText(entry.before),
    after: entry.after === undefined ? null : toJsonText(entry.after),
  };
  await db
    .insertInto('actions')
    .values({ ...row, hash: chainHash(last.hash, row) })
    .execute();
}

/** Writers on several processes queue up at the head of the log, so the chain has one end, and no two count alike. */
export async function queueUp(db: Db): Promise<void> {
  await lockRows(db, db.selectFrom('actions').select('number').where('number', '=', 0)).execute();
}

export const listActions = defineUnit({
  name: 'list-actions',
  module: import.meta.url,
  /** Newest first, those before `before`. */
  async run(db: Db, input: { limit: number; before?: number }): Promise<ActionRow[]> {
    return db
      .selectFrom('actions')
      .selectAll()
      .where('number', '>', 0)
      .where('number', '<', input.before ?? Number.MAX_SAFE_INTEGER)
      .orderBy('number', 'desc')
      .limit(input.limit)
      .execute();
  },
});

/** The newest row of the log: its hash is over all before it. */
export interface ActionsEnd {
  readonly number: number;
  readonly hash: string;
}

export interface ActionsCheck {
  /** The number of the first row that was changed, removed or slipped in; undefined when the chain is whole. */
  readonly firstBroken: number | undefined;
  /** How far the chain is whole. That nothing was there after it only an end kept elsewhere can tell. */
  readonly end: ActionsEnd;
}

/** Follows the chain. With `end`, as the log was known to end once, it must still pass through that row. */
export const checkActions = defineUnit({
  name: 'check-actions',
  module: import.meta.url,
  async run(db: Db, known: ActionsEnd | undefined): Promise<ActionsCheck> {
    let [number, hash] = [0, ''];
    const upTo = (firstBroken?: number): ActionsCheck => ({ firstBroken, end: { number, hash } });
    for (;;) {
      const rows = await db
        .selectFrom('actions')
        .selectAll()
        .where('number', '>', number)
        .orderBy('number')
        .limit(1_000)
        .execute();
      for (const row of rows) {
        if (row.number !== number + 1 || row.hash !== chainHash(hash, row)) return upTo(row.number);
        if (row.number === known?.number && row.hash !== known.hash) return upTo(row.number);
        ({ number, hash } = row);
      }
      if (rows.length < 1_000) return upTo(known && known.number > number ? number + 1 : undefined);
    }
  },
});

function chainHash(previous: string, row: Omit<ActionRow, 'hash'>): string {
  const fields = [
    row.number,
    row.created_at,
    row.actor,
    row.address,
    row.request_id,
    row.action,
    row.subject,
    row.before,
    row.after,
  ];
  return createHash('sha256')
    .update(JSON.stringify([previous, ...fields]))
    .digest('hex');
}

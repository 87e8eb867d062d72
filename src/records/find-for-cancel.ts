import type { Mode } from '../generation/caller.ts';
import { lockRows } from '../store/row-locks.ts';
import type { Db } from '../store/unit.ts';

export interface Cancellable {
  readonly ended: boolean;
  /** It went upstream, or somebody waits for it: it can no longer be taken back. */
  readonly dispatched: boolean;
  readonly generation: {
    readonly id: string;
    readonly fence: number;
    readonly accountId: string;
    readonly keyId: string;
    readonly mode: Mode;
    readonly model: string;
    readonly createdAtMs: number;
    readonly heldMicros: number;
  };
}

/** A generation of this account and mode, locked for the rest of the transaction. The account must be locked before. */
export async function findForCancel(
  db: Db,
  input: { id: string; accountId: string; mode: Mode },
): Promise<Cancellable | undefined> {
  const query = db
    .selectFrom('generations')
    .selectAll()
    .where('id', '=', input.id)
    .where('account_id', '=', input.accountId)
    .where('mode', '=', input.mode);
  const row = await lockRows(db, query).executeTakeFirst();
  if (!row) return undefined;
  return {
    ended: row.finished_at !== null,
    dispatched: row.dispatched_at !== null || row.kind !== 'async-image',
    generation: {
      id: row.id,
      fence: row.fence,
      accountId: row.account_id,
      keyId: row.key_id,
      mode: row.mode as Mode,
      model: row.model,
      createdAtMs: row.created_at,
      heldMicros: row.held_micros,
    },
  };
}

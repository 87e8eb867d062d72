import type { Mode } from '../generation/caller.ts';
import { type Db, defineUnit } from '../store/unit.ts';
import { type Actor, noteAction } from './actions.ts';
import type { ExpiredOutput } from './outputs.ts';

export interface Withdrawal {
  readonly id: string;
  /** Whose it must be; absent: anybody's. */
  readonly of?: { readonly accountId: string; readonly mode: Mode };
  /** The operator who does it; absent: who it belongs to. */
  readonly by?: Actor;
  readonly nowMs: number;
}

export interface WithdrawnImages {
  readonly accountId: string;
  readonly mode: Mode;
  /** How many were taken back, now or before, and when the last of them was. */
  readonly images: number;
  readonly deletedAtMs: number | undefined;
  /** Those whose files are still there. */
  readonly left: readonly ExpiredOutput[];
}

export type WithdrawEnd = WithdrawnImages | 'unknown' | 'running';

/** Deletes the images of a generation, whosever it is. */
export type DeleteAnyImages = (id: string, by: Actor) => Promise<WithdrawEnd>;

/**
 * Ends the time of a generation's images now: from here on none is served, and the sweep deletes the file of each that
 * nobody deletes before. Once done it changes nothing; what was charged stays.
 */
export const withdrawImages = defineUnit({
  name: 'withdraw-images',
  module: import.meta.url,
  async run(db: Db, { id, of, by, nowMs }: Withdrawal): Promise<WithdrawEnd> {
    let query = db
      .selectFrom('generations')
      .select(['account_id', 'mode', 'finished_at'])
      .where('id', '=', id);
    if (of) query = query.where('account_id', '=', of.accountId).where('mode', '=', of.mode);
    const row = await query.executeTakeFirst();
    if (!row) return 'unknown';
    if (row.finished_at === null) return 'running';
    const withdrawn = await db
      .updateTable('outputs')
      .set({ withdrawn_at: nowMs, expires_at: nowMs })
      .where('generation_id', '=', id)
      .where('withdrawn_at', 'is', null)
      .where('expires_at', '>', nowMs)
      .executeTakeFirst();
    const images = Number(withdrawn.numUpdatedRows);
    if (by && images > 0) {
      const after = { accountId: row.account_id, mode: row.mode, images };
      await noteAction(db, { by, action: 'generation.delete-images', subject: id, after, nowMs });
    }
    const outputs = await db.selectFrom('outputs').selectAll().where('generation_id', '=', id).execute();
    const times = outputs.flatMap((output) => output.withdrawn_at ?? []);
    return {
      accountId: row.account_id,
      mode: row.mode as Mode,
      images: times.length,
      deletedAtMs: times.length === 0 ? undefined : Math.max(...times),
      left: outputs
        .filter((output) => output.deleted_at === null)
        .map((output) => ({
          generationId: id,
          number: output.number,
          key: output.artifact_key,
          expiresAtMs: output.expires_at,
          isWithdrawn: output.withdrawn_at !== null,
        })),
    };
  },
});

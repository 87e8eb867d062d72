import { type Db, defineUnit } from '../store/unit.ts';

/** Longer than the archive tries to keep one file: a claim that ran out belongs to a process that died. */
const claimMs = 5 * 60_000;

export interface UploadClaim {
  readonly id: string;
  /** The pieces the claimer knows of; others that came meanwhile make its own wrong. */
  readonly partSizes: string | null;
}

/**
 * The right to put bytes under the names of an upload, for one at a time: of two that fill a place at once, each would
 * write over what the other one wrote. Gives until when it holds, which the writes after it must name; undefined
 * when somebody else has it, or the place is filled or gone.
 */
export const claimUpload = defineUnit({
  name: 'claim-upload',
  module: import.meta.url,
  async run(db: Db, input: UploadClaim & { readonly nowMs: number }): Promise<number | undefined> {
    const { id, partSizes, nowMs } = input;
    const untilMs = nowMs + claimMs;
    const done = await db
      .updateTable('uploads')
      .set({ claimed_until: untilMs })
      .where('id', '=', id)
      .where('state', '=', 'awaited')
      .where('part_sizes', partSizes === null ? 'is' : '=', partSizes)
      .where((is) => is.or([is('claimed_until', 'is', null), is('claimed_until', '<=', nowMs)]))
      .executeTakeFirst();
    return done.numUpdatedRows === 1n ? untilMs : undefined;
  },
});

/** Nothing was written: the next one may try. */
export const releaseUpload = defineUnit({
  name: 'release-upload',
  module: import.meta.url,
  async run(db: Db, input: { id: string; claimedUntilMs: number }): Promise<void> {
    await db
      .updateTable('uploads')
      .set({ claimed_until: null })
      .where('id', '=', input.id)
      .where('claimed_until', '=', input.claimedUntilMs)
      .execute();
  },
});

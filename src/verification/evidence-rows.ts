import type { VerificationEvidenceRow } from '../store/schema.ts';
import { type Db, defineUnit } from '../store/unit.ts';

export type Evidence = Omit<VerificationEvidenceRow, 'newest'>;

/** Writes evidence and answers what the newest of each case said before: undefined where there was none. */
export const insertEvidence = defineUnit({
  name: 'insert-verification-evidence',
  module: import.meta.url,
  async run(db: Db, rows: readonly Evidence[]): Promise<(boolean | undefined)[]> {
    const before: (boolean | undefined)[] = [];
    for (const row of rows) {
      const newest = await db
        .selectFrom('verification_evidence')
        .select(['run_id', 'passed'])
        .where('newest', '=', 1)
        .where('case_id', '=', row.case_id)
        .where('channel', '=', row.channel)
        .executeTakeFirst();
      if (newest) {
        await db
          .updateTable('verification_evidence')
          .set({ newest: 0 })
          .where('run_id', '=', newest.run_id)
          .where('case_id', '=', row.case_id)
          .execute();
      }
      before.push(newest && newest.passed === 1);
      await db
        .insertInto('verification_evidence')
        .values({ ...row, newest: 1 })
        .execute();
    }
    return before;
  },
});

/** The newest evidence of every case on every channel. */
export const newestEvidence = defineUnit({
  name: 'newest-verification-evidence',
  module: import.meta.url,
  async run(db: Db): Promise<Evidence[]> {
    return db.selectFrom('verification_evidence').selectAll().where('newest', '=', 1).execute();
  },
});

/** The newest evidence of every case on every channel where it failed, taken after a time. */
export const failingEvidence = defineUnit({
  name: 'failing-verification-evidence',
  module: import.meta.url,
  async run(db: Db, input: { afterMs: number }): Promise<Evidence[]> {
    return db
      .selectFrom('verification_evidence')
      .selectAll()
      .where('newest', '=', 1)
      .where('passed', '=', 0)
      .where('checked_at', '>=', input.afterMs)
      .execute();
  },
});

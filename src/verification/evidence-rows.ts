import type { VerificationEvidenceRow, VerificationRunRow } from '../store/schema.ts';
import { type Db, defineUnit } from '../store/unit.ts';

export type Evidence = Omit<VerificationEvidenceRow, 'newest'>;

export const insertRun = defineUnit({
  name: 'insert-verification-run',
  module: import.meta.url,
  async run(db: Db, row: VerificationRunRow): Promise<void> {
    await db.insertInto('verification_runs').values(row).execute();
  },
});

export interface Progress {
  readonly id: string;
  readonly done: number;
  readonly spentMicros: number;
  readonly state: string;
  readonly finishedAtMs: number | null;
}

export const noteProgress = defineUnit({
  name: 'note-verification-progress',
  module: import.meta.url,
  async run(db: Db, { id, done, spentMicros, state, finishedAtMs }: Progress): Promise<void> {
    await db
      .updateTable('verification_runs')
      .set({ done, spent_micros: spentMicros, state, finished_at: finishedAtMs })
      .where('id', '=', id)
      .execute();
  },
});

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

/** Cases a run has evidence for already: what resuming it leaves out. */
export const checkedInRun = defineUnit({
  name: 'verification-cases-of-run',
  module: import.meta.url,
  async run(db: Db, input: { id: string }) {
    const run = await db
      .selectFrom('verification_runs')
      .selectAll()
      .where('id', '=', input.id)
      .executeTakeFirst();
    const rows = await db
      .selectFrom('verification_evidence')
      .select('case_id')
      .where('run_id', '=', input.id)
      .execute();
    return { run, caseIds: rows.map((row) => row.case_id) };
  },
});

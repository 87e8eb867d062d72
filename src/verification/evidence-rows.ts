import { createHash } from 'node:crypto';
import { announceNews } from '../records/announce-news.ts';
import type { VerificationEvidenceRow } from '../store/schema.ts';
import { type Db, defineUnit } from '../store/unit.ts';

export type Evidence = Omit<VerificationEvidenceRow, 'newest'>;

/** Whom to tell of cells that change. */
export interface Listener {
  readonly url: string;
  /** Whose secrets sign it. */
  readonly accountId: string;
}

export interface EvidenceInput {
  readonly rows: readonly Evidence[];
  readonly listener?: Listener | undefined;
}

/**
 * Writes evidence and answers what the newest of each case said before: undefined where there was none. A listener is
 * told of each change, in the same transaction.
 */
export const insertEvidence = defineUnit({
  name: 'insert-verification-evidence',
  module: import.meta.url,
  async run(db: Db, { rows, listener }: EvidenceInput): Promise<(boolean | undefined)[]> {
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
      if (listener && newest && newest.passed !== row.passed) await tell(db, listener, row);
    }
    return before;
  },
});

async function tell(db: Db, { url, accountId }: Listener, row: Evidence): Promise<void> {
  const place = createHash('sha256').update(row.case_id).digest('hex').slice(0, 16);
  await announceNews(db, {
    id: `evt_${row.run_id}_${place}`,
    url,
    accountId,
    mode: row.kind === 'sandbox' ? 'test' : 'live',
    generationId: row.request_id ?? undefined,
    nowMs: row.checked_at,
    payload: {
      type: row.passed === 1 ? 'capability.working' : 'capability.failing',
      timestamp: new Date(row.checked_at).toISOString(),
      data: {
        case: row.case_id,
        channel: row.channel,
        message: row.message,
        run: row.run_id,
        request_id: row.request_id,
        artifact_url: row.artifact_url,
        effective_model: row.effective_model,
      },
    },
  });
}

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

/** The newest evidence of every case on every value channel, taken after a time. */
export const valueEvidenceSince = defineUnit({
  name: 'value-verification-evidence-since',
  module: import.meta.url,
  async run(db: Db, input: { afterMs: number }): Promise<Evidence[]> {
    return (
      db
        .selectFrom('verification_evidence')
        .selectAll()
        .where('newest', '=', 1)
        // Both: the index has it before the time.
        .where('passed', 'in', [0, 1])
        .where('checked_at', '>=', input.afterMs)
        .where('kind', '=', 'value')
        .execute()
    );
  },
});

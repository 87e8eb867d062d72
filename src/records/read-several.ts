import type { ItemProgress } from '../generation/batch.ts';
import type { Mode } from '../generation/caller.ts';
import type { GenerationState } from '../generation/receipt.ts';
import { type Db, defineUnit } from '../store/unit.ts';
import type { GenerationRecord } from './generation-record.ts';
import { readRecords } from './read-generation.ts';

interface SeveralInput {
  readonly ids: readonly string[];
  readonly accountId: string;
  readonly mode: Mode;
}

/** Generations of this account and mode, in no order. */
export const readGenerations = defineUnit({
  name: 'read-generations',
  module: import.meta.url,
  async run(db: Db, input: SeveralInput): Promise<GenerationRecord[]> {
    return readRecords(db, await rowsOf(db, input).selectAll().execute());
  },
});

/** How far each of them is: one look however many they are. */
export const readProgress = defineUnit({
  name: 'read-progress',
  module: import.meta.url,
  async run(db: Db, input: SeveralInput): Promise<(ItemProgress & { readonly id: string })[]> {
    const rows = await rowsOf(db, input).select(['id', 'state', 'dispatched_at', 'finished_at']).execute();
    return rows.map((row) => ({
      id: row.id,
      state: row.state as GenerationState,
      dispatched: row.dispatched_at !== null,
      finishedAtMs: row.finished_at ?? undefined,
    }));
  },
});

const rowsOf = (db: Db, { ids, accountId, mode }: SeveralInput) =>
  db
    .selectFrom('generations')
    .where('id', 'in', [...ids])
    .where('account_id', '=', accountId)
    .where('mode', '=', mode);

import { type Db, defineUnit } from '../../src/store/unit.ts';

export interface CensusRow {
  readonly id: string;
  readonly state: string;
  readonly owner: string | null;
  readonly fence: number;
  readonly charged_micros: number;
}

/** Every task of one key. */
export const takeCensus = defineUnit({
  name: 'proof-take-census',
  module: import.meta.url,
  run: (db: Db, input: { keyId: string }): Promise<CensusRow[]> =>
    db
      .selectFrom('generations')
      .select(['id', 'state', 'owner', 'fence', 'charged_micros'])
      .where('key_id', '=', input.keyId)
      .execute(),
});

/** Keeps to one terminal state per task whatever is seen; tells of each that left one. */
export class EndWatch {
  readonly ended = new Map<string, string>();
  readonly changes: string[] = [];

  note(rows: readonly CensusRow[]): void {
    for (const { id, state, charged_micros } of rows) {
      const end = ['succeeded', 'failed', 'cancelled'].includes(state)
        ? `${state} ${charged_micros}`
        : undefined;
      const before = this.ended.get(id);
      if (before !== undefined && before !== end) this.changes.push(`${id}: ${before}, then ${state}`);
      if (before === undefined && end !== undefined) this.ended.set(id, end);
    }
  }
}

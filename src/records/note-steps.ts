import type { StepCounts } from '../generation/receipt.ts';
import { toJsonText } from '../store/json-text.ts';
import { claimRows } from '../store/row-locks.ts';
import { type Db, defineUnit } from '../store/unit.ts';

export interface StepNote {
  readonly id: string;
  readonly fence: number;
  readonly steps: StepCounts;
}

/** Keeps how far running tasks are. One that has another owner by now, or is being ended, is left alone. */
export const noteSteps = defineUnit({
  name: 'note-steps',
  module: import.meta.url,
  async run(db: Db, { notes }: { notes: readonly StepNote[] }): Promise<void> {
    const query = db
      .selectFrom('generations')
      .select(['id', 'fence'])
      .where(
        'id',
        'in',
        notes.map(({ id }) => id),
      )
      .where('state', '=', 'running');
    const running = new Map((await claimRows(db, query).execute()).map((row) => [row.id, row.fence]));
    for (const { id, fence, steps } of notes) {
      if (running.get(id) !== fence) continue;
      await db
        .updateTable('generations')
        .set({ steps: toJsonText(steps) })
        .where('id', '=', id)
        .execute();
    }
  },
});

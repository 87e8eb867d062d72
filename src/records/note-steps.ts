import type { StepCounts } from '../generation/receipt.ts';
import { toJsonText } from '../store/json-text.ts';
import { prepareChange } from '../store/prepared-query.ts';
import { rawSql } from '../store/raw-sql.ts';
import { claimRows, engineOf } from '../store/row-locks.ts';
import { type Db, defineUnit } from '../store/unit.ts';

export interface StepNote {
  readonly id: string;
  readonly fence: number;
  readonly steps: StepCounts;
}

/**
 * Keeps how far running tasks are. One that has another owner by now, or is being ended, is left alone. One statement on
 * PostgreSQL: who settles one of them waits for the commit, and in this process all who share a commit with that.
 */
export const noteSteps = defineUnit({
  name: 'note-steps',
  module: import.meta.url,
  async run(db: Db, { notes }: { notes: readonly StepNote[] }): Promise<void> {
    const rows = notes.map(({ id, fence, steps }) => ({ id, fence, steps: toJsonText(steps) }));
    if (engineOf(db) === 'postgres') return noteTogether(db, rows);
    for (const row of rows) await noteOne(db, { ...row, state: 'running' });
  },
});

type Row = { id: string; fence: number; steps: string };

const noteOne = prepareChange((db: Db, given: Row & { state: string }) =>
  db
    .updateTable('generations')
    .set({ steps: given.steps })
    .where('id', '=', given.id)
    .where('fence', '=', given.fence)
    .where('state', '=', given.state),
);

async function noteTogether(db: Db, rows: readonly Row[]): Promise<void> {
  const sql = rawSql();
  const ids = rows.map(({ id }) => id);
  const query = db
    .selectFrom('generations')
    .select('id')
    .where('id', 'in', ids)
    .where('state', '=', 'running');
  await sql`
    with free as materialized (${claimRows(db, query)})
    update generations set steps = noted.steps
    from free join json_to_recordset(${toJsonText(rows)}) as noted (id text, fence integer, steps text) using (id)
    where generations.id = free.id and generations.fence = noted.fence and generations.state = 'running'`.execute(
    db,
  );
}

import type { Attempt, Produced, RouteNote } from '../generation/outcome.ts';
import { fromJsonText, toJsonText } from '../store/json-text.ts';
import { type Db, defineUnit } from '../store/unit.ts';
import { lockOwned } from './lock-owned.ts';

/** What one output of a task brought: all that settlement and receipt need, should another run end it. */
export interface KeptOutput extends Produced {
  /** Those of this output, with what they cost us. */
  readonly attempts: readonly Attempt[];
  /** What routing decided in the run that made it. */
  readonly route: readonly RouteNote[];
}

export interface NewKeptOutput {
  readonly id: string;
  readonly fence: number;
  readonly nowMs: number;
  readonly output: KeptOutput;
}

/** Notes an output once its images are archived. False when the generation was taken over or has ended. */
export const noteKeptOutput = defineUnit({
  name: 'note-kept-output',
  module: import.meta.url,
  group: true,
  async run(db: Db, { id, fence, nowMs, output }: NewKeptOutput): Promise<boolean> {
    if (!(await lockOwned(db, { id, fence }))) return false;
    const row = { produced: toJsonText(output), noted_at: nowMs };
    await db
      .insertInto('kept_outputs')
      .values({ generation_id: id, slot: output.slot, ...row })
      // Noted again by the same run, which was not told that it had been.
      .onConflict((conflict) => conflict.columns(['generation_id', 'slot']).doUpdateSet(row))
      .execute();
    return true;
  },
});

export const readKeptOutputs = defineUnit({
  name: 'read-kept-outputs',
  module: import.meta.url,
  run: async (db: Db, { id }: { id: string }): Promise<KeptOutput[]> =>
    (await keptOutputs(db, [id])).map(({ output }) => output),
});

/** What earlier attempts brought and cost, by task, where tasks end that nobody performs. */
export async function keptAttempts(
  db: Db,
  ids: readonly string[],
): Promise<ReadonlyMap<string, readonly Attempt[]>> {
  const attempts = new Map<string, Attempt[]>();
  for (const { id, output } of await keptOutputs(db, ids)) {
    attempts.set(id, [...(attempts.get(id) ?? []), ...output.attempts]);
  }
  return attempts;
}

async function keptOutputs(db: Db, ids: readonly string[]): Promise<{ id: string; output: KeptOutput }[]> {
  // PostgreSQL takes no empty list.
  if (ids.length === 0) return [];
  const rows = await db
    .selectFrom('kept_outputs')
    .select(['generation_id', 'produced'])
    .where('generation_id', 'in', ids)
    .orderBy('slot')
    .execute();
  return rows.map((row) => ({ id: row.generation_id, output: fromJsonText<KeptOutput>(row.produced) }));
}

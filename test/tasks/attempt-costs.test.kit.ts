import { type Db, defineUnit } from '../../src/store/unit.ts';

/** What the channels charge us for each attempt of a generation, in micro-USD. */
export const readAttemptCosts = defineUnit({
  name: 'test-read-attempt-costs',
  module: import.meta.url,
  async run(db: Db, { id }: { id: string }): Promise<(number | null)[]> {
    const rows = await db
      .selectFrom('attempts')
      .select('cost_micros')
      .where('generation_id', '=', id)
      .orderBy('number')
      .execute();
    return rows.map((row) => row.cost_micros);
  },
});

import { maxRuns } from '../../src/records/requeue-task.ts';
import { type Db, defineUnit } from '../../src/store/unit.ts';

/** Leaves every unfinished task as after so many lost runs that another one is not allowed. */
export const spendRuns = defineUnit({
  name: 'spend-runs',
  module: import.meta.url,
  async run(db: Db): Promise<void> {
    await db.updateTable('generations').set({ runs: maxRuns }).where('finished_at', 'is', null).execute();
  },
});

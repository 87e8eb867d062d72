import { defineUnit } from '../../src/store/unit.ts';

/** Everything that a run of checks leaves behind beside its evidence, counted. */
export const rowsOfRuns = defineUnit({
  name: 'rowsOfRuns',
  module: import.meta.url,
  async run(db) {
    const keys = await db.selectFrom('api_keys').select('id').execute();
    const actions = await db.selectFrom('actions').select('number').execute();
    const runs = await db.selectFrom('verification_runs').select('id').execute();
    return { keys: keys.length, actions: actions.length, runs: runs.length };
  },
});

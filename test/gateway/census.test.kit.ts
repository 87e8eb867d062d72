import { defineUnit } from '../../src/store/unit.ts';

// In a file of its own: the store's thread imports it, and must not run tests.
export const census = defineUnit({
  name: 'census',
  module: import.meta.url,
  async run(db) {
    const generations = await db.selectFrom('generations').select(['id', 'state', 'lease_until']).execute();
    const outputs = await db.selectFrom('outputs').select(['artifact_key']).execute();
    return { generations, keys: outputs.map((output) => output.artifact_key) };
  },
});

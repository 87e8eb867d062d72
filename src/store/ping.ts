import { defineUnit } from './unit.ts';

/** Readiness on both engines. */
export const pingUnit = defineUnit<undefined, void>({
  name: 'ping',
  module: import.meta.url,
  run: async (db) => {
    await db.selectNoFrom((expression) => expression.lit(1).as('one')).execute();
  },
});

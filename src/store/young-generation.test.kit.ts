import { getHeapSpaceStatistics } from 'node:v8';
import { defineUnit } from './unit.ts';

const youngBytes = () =>
  getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space')?.space_size ?? 0;

/** Makes this much garbage where units run, and tells how large V8's young generation is there afterwards. */
export const youngGenerationUnit = defineUnit<{ objects: number }, number>({
  name: 'young-generation',
  module: import.meta.url,
  run: async (_db, { objects }) => {
    const kept: object[] = [];
    for (let index = 0; index < objects; index += 1) kept[index % 50_000] = { index, text: `${index}` };
    return youngBytes();
  },
});

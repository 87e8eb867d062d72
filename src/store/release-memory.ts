import { releaseMemory } from '../lib/release-memory.ts';
import { defineUnit } from './unit.ts';

/** Has the thread that units run in give back what its start needed; on PostgreSQL that is the process itself. */
export const releaseMemoryUnit = defineUnit<undefined, void>({
  name: 'release-memory',
  module: import.meta.url,
  run: () => releaseMemory(),
});

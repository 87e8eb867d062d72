import { releaseMemory } from '../lib/release-memory.ts';
import { defineUnit } from './unit.ts';

/**
 * Has the thread that units run in give back what its start needed; on PostgreSQL that is the process itself. Resolves
 * before it has: from Node 24 on V8 collects in a later turn of the event loop, and no unit may wait for one.
 */
export const releaseMemoryUnit = defineUnit<undefined, void>({
  name: 'release-memory',
  module: import.meta.url,
  async run() {
    void releaseMemory();
  },
});

import { setTimeout as sleep } from 'node:timers/promises';
import { residentMb } from '../measure/process-figures.mjs';

export const name = 'idle';

/** Memory of a contender that has just started and has nothing to do. Runs before everything else. */
export async function run({ contenders }) {
  await sleep(2000);
  return Object.fromEntries(
    contenders.map(({ name, pids }) => [name, [{ residentMb: residentMb(pids), failures: 0 }]]),
  );
}

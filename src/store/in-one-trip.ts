import { UnitMisuse } from './errors.ts';

/**
 * Statements of one unit that need no answer from each other. PostgreSQL gets them at once and carries them out in
 * this order, so that the rows locked before are held for one trip and not for one each. Rejects after the last has
 * ended, so that none reaches the server when the unit is over, with the first failure that is not due to another.
 */
export async function inOneTrip(...works: readonly Promise<unknown>[]): Promise<void> {
  const failures: unknown[] = [];
  for (const result of await Promise.allSettled(works)) {
    if (result.status === 'rejected') failures.push(result.reason);
  }
  if (failures.length > 0) throw failures.find((failure) => !(failure instanceof UnitMisuse)) ?? failures[0];
}

import { Failure } from '../generation/failure.ts';
import type { Clock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import { longestRunMs } from '../records/leases.ts';
import { readStanding } from '../records/standing.ts';
import { StoreUnavailable } from '../store/errors.ts';
import { type Endurance, outlast } from '../store/outlast.ts';
import type { Store } from '../store/store.ts';
import { type Settlement, settleUnit } from './settle.ts';

export interface SettleParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  /** Passes the time until a store that is away is asked again. */
  readonly wait: () => Promise<unknown>;
}

/**
 * Settles, and does so again while the store is away: the images are in the archive and paid for upstream. False when
 * somebody else ended the generation; the fence tells. Throws `interrupted` once the lease can be ours no more.
 */
export async function settleSurely(parts: SettleParts, settlement: Settlement): Promise<boolean> {
  const { store, clock, log, wait } = parts;
  const { id, fence, ending } = settlement;
  let tries = 0;
  let isInDoubt = false;
  const endurance: Endurance = {
    clock,
    wait,
    untilMs: settlement.createdAtMs + longestRunMs,
    onAway(error) {
      tries += 1;
      if (tries === 1) log.warn({ err: error, generation: id }, 'a settlement waits for the store');
      if (error.outcome === 'unknown') isInDoubt = true;
    },
  };
  try {
    const isEnded = await outlast(() => store.write(settleUnit, settlement), endurance);
    if (isEnded || !isInDoubt) return isEnded;
    // What ended it may be the try whose commit nobody could ask about.
    const standing = await outlast(() => store.read(readStanding, { id }), endurance);
    return standing?.fence === fence && standing.state === ending.state;
  } catch (error) {
    if (!(error instanceof StoreUnavailable)) throw error;
    log.error({ err: error, generation: id }, 'a settlement was given up: the store was away for too long');
    throw new Failure('interrupted', { internal: `the store was away: ${error.message}`, cause: error });
  }
}

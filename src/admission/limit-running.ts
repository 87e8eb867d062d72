import type { Caller } from '../generation/caller.ts';
import type { Engine } from '../generation/engine.ts';
import { Failure } from '../generation/failure.ts';
import { createFairPlaces, type FairPlaces, NoPlace } from '../lib/fair-places.ts';
import { comeBack } from './store-away.ts';

/** How soon a client may try a process that is full; another one may have room at once. */
const retryAfterMs = 2_000;
/** Longest a request waits for a place: well below what clients and proxies wait for a first byte. */
const longestMs = 10_000;
/** Accepts at once: a commit takes these together, and who comes next waits for one commit. */
const mostAccepting = 256;
const mostAcceptsWaiting = 5_000;

/** Named limits of one process that are shared fairly among keys. */
export interface ProcessLimits {
  /** Generations somebody waits for. */
  readonly running: FairPlaces;
  /** Transactions that accept a generation. */
  readonly accepting: FairPlaces;
  /** Pictures on their way through the converter. */
  readonly converting: FairPlaces;
}

export function createProcessLimits(most: {
  readonly running: number;
  readonly waiting: number;
}): ProcessLimits {
  return {
    running: placesFor(most.running, most.waiting),
    accepting: placesFor(mostAccepting, mostAcceptsWaiting),
    // One in work and one behind it. These pictures are made already, so they wait longer than a request would.
    converting: createFairPlaces({ total: 2, perKey: 2, mostWaiting: 500, longestMs: 60_000 }),
  };
}

/** No key has the last eighth of the places: another one finds room at once, however long the first one's work takes. */
const placesFor = (total: number, mostWaiting: number): FairPlaces =>
  createFairPlaces({ total, perKey: Math.ceil((total * 7) / 8), mostWaiting, longestMs });

type OnShed = () => void;

/** Refuses with `overloaded` what finds no place in this process in time, before anything was written. */
export function limitRunning(
  generate: Engine['generate'],
  places: FairPlaces,
  onShed: OnShed,
): Engine['generate'] {
  return async (input, relay) => {
    const leave = await placeIn(places, input.caller.keyId, onShed, input.abandoned);
    return generate(input, relay).finally(leave);
  };
}

/** The same for the accepting transaction, of synchronous generations and tasks alike. */
export function limitAccepting<Input extends { readonly caller: Caller }, Accepted>(
  accept: (input: Input) => Promise<Accepted>,
  places: FairPlaces,
  onShed: OnShed,
): (input: Input) => Promise<Accepted> {
  return async (input) => {
    const leave = await placeIn(places, input.caller.keyId, onShed);
    return accept(input).catch(comeBack).finally(leave);
  };
}

async function placeIn(
  places: FairPlaces,
  key: string,
  onShed: OnShed,
  abandoned?: () => AbortSignal,
): Promise<() => void> {
  try {
    return await places.enter({ key }, abandoned);
  } catch (error) {
    if (!(error instanceof NoPlace)) throw error;
    onShed();
    throw new Failure('overloaded', { retryAfterMs, internal: error.message, cause: error });
  }
}

import { outlast } from '../store/outlast.ts';
import type { Held } from './held-leases.ts';
import { longestRunMs } from './leases.ts';

export interface AwayParts {
  readonly clock: { now(): number };
  /** Passes the time until a store that is away is asked again. */
  readonly wait: () => Promise<unknown>;
}

/**
 * What a generation needs of the store on its way, asked for again while the store is away, until its lease can be ours
 * no more (docs/decisions/2026-11-22-settlements-outlast-the-store.md). Only for what is refused by the fence when
 * somebody else has taken it over, and does no harm when it is done twice.
 */
export const outlastAway = <Result>(
  { clock, wait }: AwayParts,
  { createdAtMs }: Pick<Held, 'createdAtMs'>,
  act: () => Promise<Result>,
): Promise<Result> => outlast(act, { clock, wait, untilMs: createdAtMs + longestRunMs });

import { madeNoPicture } from '../generation/made-no-picture.ts';
import type { Attempt } from '../generation/outcome.ts';
import { type ChannelCost, type Micros, tierPrice } from '../generation/price.ts';
import type { Resolution } from '../generation/resolution.ts';
import type { Channel } from './channel.ts';

export interface CostInput {
  /** Public model name. */
  readonly model: string;
  readonly channels: readonly Channel[];
  /** Tiers of the images that arrived, by slot. */
  readonly tiers: ReadonlyMap<number, readonly Resolution[]>;
  /** The tier asked for: what an image counts as that nobody has measured. */
  readonly askedTier: Resolution;
}

/** The attempts with what their channels charge us for each, if that is not known; 0 where a channel says nothing. */
export function withCosts(attempts: readonly Attempt[], input: CostInput): Attempt[] {
  return attempts.map((attempt) =>
    Object.assign({}, attempt, { costMicros: attempt.costMicros ?? costOf(attempt, input) }),
  );
}

function costOf(attempt: Attempt, input: CostInput): Micros {
  const channel = input.channels.find(({ id }) => id === attempt.channel);
  const cost = channel?.cost?.[input.model];
  if (!cost) return 0;
  const delivered = attempt.result === 'delivered' ? input.tiers.get(attempt.slot) : undefined;
  return costOfEnd(cost, attempt.result, delivered ?? attempt.arrived ?? [input.askedTier]);
}

/** What an attempt with this end costs: the pictures it may have made are on the bill, whether or not they were delivered. */
export function costOfEnd(cost: ChannelCost, result: string, tiers: readonly Resolution[]): Micros {
  if (madeNoPicture(result)) return cost.failedMicros;
  return tiers.reduce((sum, tier) => sum + tierPrice(cost.tiers, tier), 0);
}

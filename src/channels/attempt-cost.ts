import type { Attempt } from '../generation/outcome.ts';
import { type Micros, tierPrice } from '../generation/price.ts';
import type { Resolution } from '../generation/resolution.ts';
import type { Channel } from './channel.ts';

export interface CostInput {
  /** Public model name. */
  readonly model: string;
  readonly channels: readonly Channel[];
  /** Tiers of the images that arrived, by slot. */
  readonly tiers: ReadonlyMap<number, readonly Resolution[]>;
  /** The tier asked for: what a delivered image counts as that was not kept. */
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
  if (attempt.result !== 'delivered') return cost.failedMicros;
  const tiers = input.tiers.get(attempt.slot) ?? [input.askedTier];
  return tiers.reduce((sum, tier) => sum + tierPrice(cost.tiers, tier), 0);
}

import type { Omission } from '../generation/outcome.ts';
import type { Way } from './ways.ts';

/** Where a way stands among the others: by group, then priority, then luck. */
export interface Ranked {
  readonly way: Way;
  readonly omitted: readonly Omission[];
  readonly isForced: boolean;
  readonly group: number;
  readonly priority: number;
  /** Drawn so that each way comes first as often as its weight says. */
  readonly luck: number;
}

/** What a channel whose speed nobody measured yet is taken for. */
const assumedLatencyMs = 10_000;

/**
 * The upstream ids of a model come in order, a later one only where every channel's earlier one is gone or failing;
 * then value channels before official ones; then the operators' priority; then a draw by weight, latency, error
 * rate and free capacity, as weighted sampling without replacement (Efraimidis and Spirakis).
 */
export function rank(
  way: Way,
  omitted: readonly Omission[],
  isForced: boolean,
  { chance, nowMs }: { readonly chance: () => number; readonly nowMs: number },
): Ranked {
  const { channel, vitals, load } = way;
  const speed = assumedLatencyMs / (vitals.latencyMs || assumedLatencyMs);
  const reliability = (1 - vitals.errorRate) ** 2;
  const score = channel.weight * speed * reliability * load.room(channel.limits, nowMs);
  return {
    way,
    omitted,
    isForced,
    group: groupOf(way),
    priority: channel.priority,
    luck: Math.log(chance() || Number.MIN_VALUE) / Math.max(score, 1e-9),
  };
}

/** By place of the upstream id, then value before official. */
export const groupOf = ({ place, channel }: Way): number => place * 2 + (channel.tier === 'value' ? 0 : 1);

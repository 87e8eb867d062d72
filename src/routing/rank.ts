import type { Omission } from '../generation/outcome.ts';
import { groupOf, type Way } from './ways.ts';

/** Where a way stands among the others: by group, then priority, then luck. */
export interface Ranked {
  readonly way: Way;
  readonly omitted: readonly Omission[];
  readonly isForced: boolean;
  readonly group: number;
  readonly priority: number;
  /** Drawn so that each way comes first as often as its weight says; above 0 for what is tried again. */
  readonly luck: number;
}

/** What a channel whose speed nobody measured yet is taken for. */
const assumedLatencyMs = 10_000;

/**
 * The upstream ids of a model come in order, a later one only where every channel's earlier one is gone or failing;
 * then value channels before official ones; then those that leave out less; then the operators' priority; then a draw by weight, latency, error
 * rate and free capacity, as weighted sampling without replacement (Efraimidis and Spirakis).
 */
export function rank(
  way: Way,
  omitted: readonly Omission[],
  isForced: boolean,
  { chance, nowMs }: { readonly chance: () => number; readonly nowMs: number },
): Ranked {
  const { channel, vitals, load } = way;
  const draw = chance() || Number.MIN_VALUE;
  const speed = assumedLatencyMs / (vitals.latencyMs || assumedLatencyMs);
  const reliability = (1 - vitals.errorRate) ** 2;
  const score = channel.weight * speed * reliability * load.room(channel.limits, nowMs);
  return {
    way,
    omitted,
    isForced,
    group: groupOf(way),
    priority: channel.priority,
    // One call decides about a half-open circuit, and comes first: by its share it might wait for minutes.
    luck: vitals.circuit.state(nowMs) === 'half_open' ? draw : Math.log(draw) / Math.max(score, 1e-9),
  };
}

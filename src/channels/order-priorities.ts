import { Refusal } from '../generation/refusal.ts';

/** A channel in a wished order, and the priority it has. */
export interface Ordered {
  readonly id: string;
  readonly priority: number;
  /** It stands in the configuration and keeps its priority: the others go around it. */
  readonly isFixed: boolean;
}

/** Priorities are from minus to plus this. */
const most = 1_000_000;

/**
 * Priorities, by id, that put the stored channels of `wished` in this order: those they have among them, dealt out anew,
 * and set apart only where two are the same or something fixed stands between. None comes to stand on the other side of
 * a configured channel than it is wished on or, of `others`, than it would have been. Throws a `Refusal` without room.
 */
export function orderPriorities(
  wished: readonly Ordered[],
  others: readonly number[] = [],
): Map<string, number> {
  refuseFixedOrder(wished.filter(({ isFixed }) => isFixed));
  const stored = wished.filter(({ isFixed }) => !isFixed);
  const had = stored.map(({ priority }) => priority).sort((a, b) => a - b);
  const between = stored.map((channel, index) => {
    const at = wished.indexOf(channel);
    const fixed = (part: readonly Ordered[]) => part.flatMap((each) => (each.isFixed ? [each.priority] : []));
    const low = Math.max(-most - 1, ...fixed(wished.slice(0, at)));
    const high = Math.min(most + 1, ...fixed(wished.slice(at)));
    const dealt = Math.min(Math.max(had[index] as number, low + 1), high - 1);
    return {
      dealt,
      low: Math.max(low, ...others.filter((each) => each < dealt)),
      high: Math.min(high, ...others.filter((each) => each > dealt)),
    };
  });
  const found: number[] = [];
  for (const { dealt, low } of between) found.push(Math.max(dealt, low + 1, (found.at(-1) ?? -Infinity) + 1));
  for (let index = found.length - 1; index >= 0; index -= 1) {
    const { high, low } = between[index] as (typeof between)[number];
    found[index] = Math.min(found[index] as number, high - 1, (found[index + 1] ?? Infinity) - 1);
    if ((found[index] as number) <= low) refuseNarrow(low, high);
  }
  return new Map(stored.map(({ id }, index) => [id, found[index] as number]));
}

function refuseFixedOrder(fixed: readonly Ordered[]): void {
  for (const [index, { id, priority }] of fixed.entries()) {
    const next = fixed[index + 1];
    if (next && next.priority < priority) {
      throw new Refusal(
        'conflict',
        `The channels ${next.id} and ${id} stand in the configuration in this order; change it there.`,
      );
    }
  }
}

function refuseNarrow(low: number, high: number): never {
  throw new Refusal(
    'conflict',
    `This order has no room between the priorities ${low} and ${high} of the configuration; set them further apart there.`,
  );
}

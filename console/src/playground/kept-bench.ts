import { keepInTab, keptInTab } from '../parts/tab-memory.ts';
import type { Bench } from './bench-content.ts';
import type { Order } from './order.ts';
import type { Running } from './result.tsx';

const name = 'plantain.bench';
/** Of fifty with a prompt of 20,000 characters each no browser would keep any. */
const mostKept = 20;

interface Kept {
  readonly owner: string;
  readonly bench: Bench;
}

/** Files of this machine cannot be kept. */
const keptOrder = (order: Order): Order => ({
  ...order,
  references: order.references.filter(({ file }) => file === undefined),
});

/** By its id the gateway tells the rest. */
function keptResult({ state, ...result }: Running): Running[] {
  if (state.kind === 'running' || state.kind === 'refused') return [];
  const generationId = state.kind === 'kept' ? state.generationId : state.generation.id;
  return [{ ...result, order: keptOrder(result.order), state: { kind: 'kept', generationId } }];
}

export const keepBench = (read: () => Kept): void =>
  keepInTab(name, (): Kept => {
    const { owner, bench } = read();
    return {
      owner,
      bench: {
        ...(bench.order ? { order: keptOrder(bench.order) } : {}),
        results: bench.results.flatMap(keptResult).slice(0, mostKept),
      },
    };
  });

export function keptBench(personId: string): Bench | undefined {
  const kept = keptInTab<Kept>(name);
  return kept?.owner === personId ? kept.bench : undefined;
}

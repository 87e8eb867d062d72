import { useEffect, useSyncExternalStore } from 'react';
import type { Generation } from '../answers.ts';
import { Refused } from '../ask.ts';
import { randomId } from '../parts/random-id.ts';
import { momentMs } from '../parts/show.ts';
import { type Scope, scope } from '../scope.ts';
import type { Bench } from './bench-content.ts';
import { keepBench, keptBench } from './kept-bench.ts';
import type { Order } from './order.ts';
import { create, follow, lookUp } from './perform.ts';
import type { Running } from './result.tsx';

const mostResults = 50;
const listeners = new Set<() => void>();
let owner = '';
let bench: Bench = { results: [] };
/** The order that is not accepted yet. */
let sending: string | undefined;

/** The bench of a person. What somebody else left on it is gone. */
function benchOf(personId: string): Bench {
  if (owner !== personId) {
    owner = personId;
    sending = undefined;
    bench = keptBench(personId) ?? { results: [] };
  }
  return bench;
}
keepBench(() => ({ owner, bench }));

function put(next: Partial<Bench>): void {
  bench = { ...bench, ...next };
  for (const listener of listeners) listener();
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export function useBench(personId: string): Bench {
  const seen = useSyncExternalStore(subscribe, () => benchOf(personId));
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was kept belongs to a person
  useEffect(resume, [personId]);
  return seen;
}

export const writeOrder = (order: Order): void => put({ order });

/** What has ended goes; what is being made stays. */
export const clearResults = (): void => put({ results: bench.results.filter(isWaiting) });

const isWaiting = ({ state: { kind } }: Running) => kind === 'running' || kind === 'watching';

/** Pressed twice at once it is one order; the next is another as soon as this one is accepted. */
export function runOrder(order: Order): void {
  if (sending !== undefined) return;
  const id = randomId();
  const within = scope.get();
  sending = id;
  const running: Running = { id, order, within, startedAtMs: Date.now(), state: { kind: 'running' } };
  put({ results: [running, ...bench.results].slice(0, mostResults) });
  void watch(id, within, create(order, within), () => Date.now());
}

/** Goes on following what this tab followed before it was loaded anew. */
function resume(): void {
  for (const { id, within, startedAtMs, state } of bench.results) {
    if (state.kind !== 'kept') continue;
    change(id, { kind: 'running' });
    // How long it took is not known here: nobody looked.
    const endOf = ({ created_at, finished_at }: Generation) =>
      startedAtMs + momentMs(finished_at) - momentMs(created_at);
    const found = lookUp(state.generationId, within);
    // Its time was over, and it was deleted.
    const isGone = (error: unknown) => error instanceof Refused && error.status === 404;
    found.then(
      () => watch(id, within, found, endOf),
      (error: unknown) => (isGone(error) ? remove(id) : change(id, { kind: 'refused', error })),
    );
  }
}

async function watch(
  id: string,
  within: Scope,
  asked: Promise<Generation>,
  endOf: (ended: Generation) => number,
): Promise<void> {
  try {
    const onChange = (generation: Generation) => change(id, { kind: 'watching', generation });
    const first = await asked;
    onChange(first);
    const generation = await follow(first, within, onChange);
    change(id, { kind: 'ended', generation, endedAtMs: endOf(generation) });
  } catch (error) {
    change(id, { kind: 'refused', error });
  }
}

const remove = (id: string): void => put({ results: bench.results.filter((each) => each.id !== id) });

function change(id: string, state: Running['state']): void {
  if (sending === id) sending = undefined;
  put({ results: bench.results.map((each) => (each.id === id ? { ...each, state } : each)) });
}

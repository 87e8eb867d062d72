import { readEvents } from '../../../client/read-events.ts';
import type { Generation } from '../answers.ts';
import { ask, Refused, send } from '../ask.ts';
import type { Scope } from '../scope.ts';
import { bodyOf, type Order } from './order.ts';

/** Connections lost one after the other, without any news, before it is given up: some ten seconds. */
const mostLost = 6;

/** Creates the task in the mode and account of `within`, which may not be the chosen ones any more while it works. */
export const create = async (order: Order, within: Scope): Promise<Generation> =>
  ask<Generation>('POST', '/v1/generations', await bodyOf(order, within), within);

const pathOf = (id: string) => `/v1/generations/${id}`;

export const lookUp = (id: string, within: Scope): Promise<Generation> =>
  ask<Generation>('GET', pathOf(id), undefined, within);

/** Follows the events of a task until it has ended, however long that takes. Throws what the gateway refuses. */
export async function follow(
  first: Generation,
  within: Scope,
  onChange: (generation: Generation) => void,
): Promise<Generation> {
  let generation = first;
  const path = pathOf(first.id);
  for (let lost = 0; generation.finished_at === null; ) {
    try {
      const { body: events } = await send('GET', `${path}/events`, within);
      for await (const data of readEvents(events as ReadableStream<Uint8Array>)) {
        generation = JSON.parse(data) as Generation;
        onChange(generation);
      }
      // Proxies cut long answers, and hold back short ones.
      if (generation.finished_at === null) generation = await lookUp(first.id, within);
      lost = 0;
    } catch (error) {
      if (lost === mostLost || isFinal(error)) throw error;
      lost += 1;
    }
    onChange(generation);
    if (generation.finished_at === null) await new Promise((wake) => setTimeout(wake, 500 * (lost + 1)));
  }
  return generation;
}

const isFinal = (error: unknown) => error instanceof Refused && error.status < 500 && error.status !== 429;

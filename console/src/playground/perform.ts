import { readEvents } from '../../../client/read-events.ts';
import type { Generation } from '../answers.ts';
import { ask, Refused, send } from '../ask.ts';
import type { Scope } from '../scope.ts';
import { bodyOf, type Order } from './order.ts';

/** Connections lost one after the other, without any news, before it is given up: some ten seconds. */
const mostLost = 6;

/**
 * Creates the task in the mode and account of `within`, which may not be the chosen ones any more while it works, and
 * follows its events until it has ended, however long that takes. Throws what the gateway refuses.
 */
export async function perform(
  order: Order,
  within: Scope,
  onChange: (generation: Generation) => void,
): Promise<Generation> {
  const body = await bodyOf(order, within);
  let generation = await ask<Generation>('POST', '/v1/generations', body, within);
  onChange(generation);
  const path = `/v1/generations/${generation.id}`;
  for (let lost = 0; generation.finished_at === null; ) {
    try {
      const { body: events } = await send('GET', `${path}/events`, within);
      for await (const data of readEvents(events as ReadableStream<Uint8Array>)) {
        generation = JSON.parse(data) as Generation;
        onChange(generation);
      }
      // Proxies cut long answers, and hold back short ones.
      if (generation.finished_at === null) generation = await ask('GET', path, undefined, within);
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

import type { Generation } from '../answers.ts';
import { ask, send } from '../ask.ts';
import { bodyOf, type Order } from './order.ts';

/** Creates the task, then follows its events to the end. Rejects when the connection ends before it does. */
export async function perform(order: Order, onChange: (generation: Generation) => void): Promise<Generation> {
  let generation = await ask<Generation>('POST', '/v1/generations', await bodyOf(order));
  onChange(generation);
  const response = await send('GET', `/v1/generations/${generation.id}/events`);
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const { value, done } = (await reader?.read()) ?? { done: true, value: undefined };
    if (done) break;
    rest += value;
    const events = rest.split('\n\n');
    rest = events.pop() ?? '';
    for (const event of events) {
      const data = /^data: (.*)$/m.exec(event)?.[1];
      if (data) generation = JSON.parse(data) as Generation;
    }
    onChange(generation);
  }
  // Its events end early where a proxy cuts long answers; what it came to is asked for instead.
  if (generation.finished_at === null)
    generation = await ask('GET', `/v1/generations/${generation.id}?wait=60`);
  return generation;
}

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startTaskGateway, type TaskGateway } from './task-gateway.test.kit.ts';

describe('the answer to a create', () => {
  let gateway: TaskGateway;
  before(async () => {
    gateway = await startTaskGateway({ env: { PLANTAIN_MAX_RUNNING: '1' } });
  });
  after(() => gateway.close());

  /** Two tasks, of which the second waits for the only place that the first has taken. */
  const createTwo = async () => {
    await gateway.post('/v1/generations', {
      model: 'nano-banana-2',
      prompt: 'first #emulate(latency, ms=500)',
    });
    const created = await gateway.post('/v1/generations', {
      model: 'nano_banana_2',
      prompt: 'a plantain \u{1f34c}',
      references: [`${gateway.url}/nothing.png`],
      aspect_ratio: '16:9',
      resolution: '2k',
      output_format: 'jpg',
      output_compression: 80,
      count: 3,
      search: true,
      strategy: 'official',
      callback_url: 'https://example.com/ended',
    });
    const answer = (await created.json()) as { id: string; status: string; cost: { held_usd: string } };
    const looked = await fetch(`${gateway.url}/v1/generations/${answer.id}`, {
      headers: { authorization: `Bearer ${gateway.liveKey}` },
    });
    return { answer, looked: (await looked.json()) as typeof answer };
  };

  it('is what looking at the waiting task shows, to the last member', async () => {
    let two = await createTwo();
    // On a busy machine the first may have ended before the look.
    while (two.looked.status !== 'queued') two = await createTwo();
    assert.deepEqual([two.answer.status, two.answer.cost.held_usd], ['queued', '0.303']);
    assert.deepEqual(two.answer, two.looked);
  });
});

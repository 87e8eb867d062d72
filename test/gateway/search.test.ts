import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { startGateway, type TestGateway } from './gateway.test.kit.ts';

const model = 'nano-banana-2';

describe('search, for who asks for an image alone', () => {
  let gateway: TestGateway;
  before(async () => {
    gateway = await startGateway();
  });
  after(() => gateway.close());

  /** Its words on the receipt. */
  const wordsOf = async (id: string): Promise<string> => {
    for (const endMs = Date.now() + 20_000; Date.now() < endMs; await sleep(20)) {
      const answer = await fetch(`${gateway.url}/v1/generations/${id}`, {
        headers: { authorization: `Bearer ${gateway.liveKey}` },
      });
      const receipt = (await answer.json()) as { status: string; text: string };
      if (receipt.status === 'succeeded') return receipt.text;
      assert.ok(['queued', 'running'].includes(receipt.status), JSON.stringify(receipt));
    }
    throw new Error(`${id} did not end`);
  };
  const prompt = 'the weather in Oslo';
  const doors: readonly [name: string, path: string, body: object][] = [
    ['Images', '/v1/images/generations', { model, prompt, google_search: true }],
    ['OpenRouter images', '/api/v1/images', { model, prompt, google_search: true }],
    [
      'chat',
      '/v1/chat/completions',
      { model, messages: [{ role: 'user', content: prompt }], modalities: ['image'], google_search: true },
    ],
    ['generations', '/v1/generations', { model, prompt, search: true, wait: 60 }],
    [
      'generateTask',
      `/api/v1/generateTask/${model}`,
      { input: { mode: 'text-to-image', prompt, google_search: true } },
    ],
  ];
  for (const [name, path, body] of doors) {
    it(`brings one through ${name}: words are asked for with it, and kept from the client`, async () => {
      const response = await gateway.post(path, body);
      assert.ok(response.status < 300, await response.clone().text());
      const id = response.headers.get('x-plantain-generation') ?? '';
      assert.equal(await wordsOf(id), '');
      const sent = JSON.stringify(gateway.upstream.requests.at(-1)?.body);
      assert.match(sent, /"responseModalities":\["TEXT","IMAGE"\]/);
      assert.match(sent, /"tools":\[\{"googleSearch"/);
      assert.doesNotMatch(await response.text(), /Here is your picture/);
    });
  }

  it('has its words where they are asked for, and images alone are asked for without search', async () => {
    const body = { model, messages: [{ role: 'user', content: prompt }] };
    const words = { ...body, modalities: ['image', 'text'], google_search: true };
    assert.match(await (await gateway.post('/v1/chat/completions', words)).text(), /Here is your picture/);
    await gateway.post('/v1/chat/completions', { ...body, modalities: ['image'] });
    assert.match(JSON.stringify(gateway.upstream.requests.at(-1)?.body), /"responseModalities":\["IMAGE"\]/);
  });
});

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { openCheckedGateway } from '../verification/checked-gateway.test.kit.ts';

describe('the public pages', () => {
  let checked: Awaited<ReturnType<typeof openCheckedGateway>>;
  before(async () => {
    checked = await openCheckedGateway();
    checked.time.nowMs = Date.now();
  });
  after(() => checked.close());

  const get = async (path: string) => {
    const response = await fetch(checked.gateway.url + path);
    return { status: response.status, text: await response.text(), headers: response.headers };
  };
  const pause = () => new Promise((resolve) => setTimeout(resolve, 2_100));

  it('link only to pages that are there, weigh at most 150 kB, and fetch nothing', async () => {
    const seen = new Set<string>(['/docs']);
    for (const path of seen) {
      const { status, text } = await get(path);
      assert.equal(status, 200, path);
      if (!path.startsWith('/docs')) continue;
      assert.ok(text.length < 150_000, `${path} has ${text.length} bytes`);
      assert.doesNotMatch(text, /<script|<img|src=/);
      for (const [, href = ''] of text.matchAll(/<a href="([^"]+)"/g)) seen.add(href);
      for (const [, twin = ''] of text.matchAll(/type="text\/markdown" href="([^"]+)"/g)) {
        assert.equal((await get(twin)).status, 200, twin);
      }
    }
    assert.ok(seen.size > 30, `${seen.size} pages`);
    assert.equal((await get('/docs/nano-banana/nothing')).status, 404);
  });

  it('print requests that work as they are printed', async () => {
    const contracts = [
      'openai-images',
      'gemini',
      'generations',
      'generate-task',
      'model-generation',
      'model-queue',
    ];
    for (const contract of contracts) {
      const { text } = await get(`/docs/nano-banana-2-lite/${contract}.md`);
      const [, url = '', body = ''] = /curl (\S+)[\s\S]*?-d '([\s\S]*?)'\n/.exec(text) ?? [];
      const response = await fetch(url, {
        method: 'POST',
        headers: { authorization: `Bearer ${checked.gateway.testKey}`, 'content-type': 'application/json' },
        body,
      });
      assert.ok(response.ok, `${contract}: ${response.status} ${await response.text()}`);
      assert.match(text, /```ts\n[\s\S]*fetch\('http/);
      assert.match(text, /```python\nimport json/);
    }
  });

  it('say Verified, Failing with the message, and Verified again, as checks find it', async () => {
    const check = () =>
      checked.check({
        models: ['nano-banana-2'],
        contracts: ['openai-images'],
        features: ['text-to-image'],
      });
    const page = '/docs/nano-banana-2/openai-images.md';
    const row = async () => {
      await pause();
      return (await get(page)).text.split('\n').find((line) => line.startsWith('| Text to image')) ?? '';
    };
    assert.match(await row(), /\| Beta \|/);
    await check();
    assert.match(await row(), /\| Verified \|/);
    assert.match((await get('/llms.txt')).text, /nano-banana-2: Recommended: POST \/v1\/images\/generations/);
    checked.upstream.faults = { request: () => 'Unknown name "imageOutputOptions"' };
    await check();
    assert.match(await row(), /\| Failing \|.*refused/);
    assert.match((await get('/docs/status')).text, /No route of this model is verified|not recommended/i);
    checked.upstream.faults = {};
    await check();
    assert.match(await row(), /\| Verified \|/);
  });
});

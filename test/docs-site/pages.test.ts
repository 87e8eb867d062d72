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

  it('give out pictures of every kind as what they are', async () => {
    for (const [file, type] of [
      ['checks/teapot.png', 'image/png'],
      ['icon.svg', 'image/svg+xml'],
      ['pictures/photo.webp', 'image/webp'],
    ]) {
      const { status, headers } = await get(`/docs/assets/${file}`);
      assert.deepEqual([status, headers.get('content-type')], [200, type], file);
    }
  });

  it('say how an assistant starts `plantain mcp`, in every language', async () => {
    for (const language of ['', 'zh/', 'ja/']) {
      const { status, text } = await get(`/docs/${language}nano-banana-2/mcp.md`);
      assert.equal(status, 200, language);
      const json = /```json\n(\{\s+"mcpServers"[\s\S]+?)\n```/.exec(text)?.[1] ?? '{}';
      const { mcpServers } = JSON.parse(json) as { mcpServers: { plantain: { env: object } } };
      const { PLANTAIN_URL } = mcpServers.plantain.env as { PLANTAIN_URL?: string };
      assert.equal(PLANTAIN_URL, checked.gateway.url);
    }
  });

  it('say where the price of a native answer is told, on its pages and with the prices, in every language', async () => {
    for (const language of ['', 'zh/', 'ja/']) {
      for (const page of ['pricing', 'nano-banana-2/gemini']) {
        const { text } = await get(`/docs/${language}${page}.md`);
        const line = text.split('\n').find((each) => /Gemini.*`x-plantain-cost-usd`/.test(each)) ?? '';
        assert.match(line, /`GET \/v1\/generations\/\{id\}`/, `${language}${page}`);
      }
      const { text } = await get(`/docs/${language}nano-banana-2/openai-images.md`);
      assert.doesNotMatch(text, /Gemini.*x-plantain-cost-usd/);
    }
  });

  it('link only to what is there, weigh at most 150 kB, load only from here, and have each id once', async () => {
    const seen = new Set<string>(['/docs', '/docs/search?q=image']);
    const anchors = new Map<string, ReadonlySet<string>>();
    const wanted: [from: string, path: string, id: string][] = [];
    for (const path of seen) {
      const { status, text, headers } = await get(path);
      assert.equal(status, 200, path);
      if (!headers.get('content-type')?.startsWith('text/html')) continue;
      assert.ok(Buffer.byteLength(text) < 150_000, `${path} has ${Buffer.byteLength(text)} bytes`);
      assert.match(headers.get('content-security-policy') ?? '', /^default-src 'none'; style-src 'self';/);
      assert.doesNotMatch(text, /<script(?! src="\/docs\/assets\/)|<style| style="| on\w+="/, path);
      const ids = [...text.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id as string);
      assert.equal(new Set(ids).size, ids.length, `${path} has an id twice: ${ids.join(' ')}`);
      anchors.set(path, new Set(ids));
      for (const [, link = ''] of text.matchAll(/(?:href|src|action)="([^"]+)"/g)) {
        const [target = '', id] = link.split('#', 2);
        if (id) wanted.push([path, target || path, id]);
        if (link.startsWith('https:')) continue;
        assert.match(link, /^[/#]/, `${path} leads to ${link}`);
        if (target) seen.add(target.replaceAll('&amp;', '&'));
      }
    }
    for (const [from, path, id] of wanted) assert.ok(anchors.get(path)?.has(id), `${from}: ${path}#${id}`);
    assert.ok([...seen].filter((path) => path.startsWith('/docs/ja')).length > 40);
    assert.equal((await get('/docs/nano-banana/nothing')).status, 404);
    assert.equal((await get('/docs/assets/../../package.json')).status, 404);
  });

  it('have a twin in each language and name it', async () => {
    const { text } = await get('/docs/zh/errors');
    assert.match(text, /<html lang="zh-Hans">/);
    for (const [tag, path] of Object.entries({
      en: '/docs/errors',
      'zh-Hans': '/docs/zh/errors',
      ja: '/docs/ja/errors',
    }))
      assert.ok(text.includes(`<link rel="alternate" hreflang="${tag}" href="${path}">`), tag);
    assert.match((await get('/docs/ja/errors.md')).text, /^# エラー\n/);
  });

  it('are found by words of theirs in any language, without a script', async () => {
    const { text } = await get('/docs/search?q=retry-after');
    assert.match(text, /<a href="\/docs\/errors#/);
    assert.match((await get('/docs/zh/search?q=余额')).text, /<a href="\/docs\/zh\/errors#/);
    assert.match((await get('/docs/search?q=%3Cscript%3E')).text, /value="&lt;script&gt;"/);
    assert.match((await get('/docs/search?q=timeout')).text, /<a href="\/docs\/errors/);
    assert.match((await get('/docs/search?q=xyzzy')).text, /Nothing found/);
  });

  it('receive a browser that opens the address of the gateway, or one below /docs that is none', async () => {
    const open = (accept: string) =>
      fetch(`${checked.gateway.url}/`, { headers: { accept }, redirect: 'manual' });
    assert.equal((await open('text/html,*/*')).headers.get('location'), '/docs');
    assert.equal((await open('application/json')).status, 404);
    const missing = await get('/docs/zh/nothing');
    assert.equal(missing.status, 404);
    assert.match(missing.text, /没有这个页面[\s\S]+href="\/docs\/zh\/search"/);
  });

  it('show settings of applications with the address of this gateway', async () => {
    const { text } = await get('/docs/recipes.md');
    assert.ok(text.includes(`${checked.gateway.url}/v1`));
    assert.doesNotMatch(text, /127\.0\.0\.1:4000/);
  });

  it('say Verified, Failing with the message, and Verified again, as checks find it', async () => {
    const check = () =>
      checked.check({
        models: ['nano-banana-2'],
        contracts: ['openai-images'],
        features: ['text-to-image'],
      });
    const page = '/docs/nano-banana-2/openai-images.md';
    /** The page keeps what it read for two seconds. */
    const says = async (expected: RegExp) => {
      let line = '';
      for (const startedMs = Date.now(); Date.now() - startedMs < 20_000; ) {
        line =
          (await get(page)).text.split('\n').findLast((each) => each.startsWith('| Text to image')) ?? '';
        if (expected.test(line)) return;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      assert.match(line, expected);
    };
    await says(/\| Beta \|/);
    await check();
    await says(/\| Verified \|/);
    assert.match((await get('/llms.txt')).text, /nano-banana-2: Recommended: POST \/v1\/images\/generations/);
    checked.upstream.faults = { request: () => 'Unknown name "imageOutputOptions"' };
    await check();
    await says(/\| Failing \|.*refused/);
    const status = (await get('/docs/status.md')).text;
    // Of this model: nothing of the others was ever checked.
    const section = status.split('\n## ').find((each) => each.startsWith('Nano Banana 2\n')) ?? '';
    assert.match(section, /No route of this model is verified/);
    assert.match(section, /openai-images[^|]*\| 1 \| [^|]*refused/);
    assert.match(
      status,
      /## Recent checks[\s\S]*\| an official channel \| asked for \| \d+ \/ \d+ \| \d+ \| [1-9]/,
    );
    assert.doesNotMatch(status, /\| upstream \|/);
    checked.upstream.faults = {};
    await check();
    await says(/\| Verified \|/);
  });
});

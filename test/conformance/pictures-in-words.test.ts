import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import sharp from 'sharp';
import { startTaskGateway, type TaskGateway } from '../tasks/task-gateway.test.kit.ts';
import { relayEntry, serve, type TestServer } from './relay.test.kit.ts';

const channels = [
  { id: 'google', provider: 'gemini-api', settings: {} },
  { id: 'trusting', provider: 'gemini-api', settings: { trust_own_links: true } },
  { id: 'images', provider: 'openai-compatible', settings: { gateway: 'new-api', api: 'images' } },
  { id: 'new-api', provider: 'openai-compatible', settings: { gateway: 'new-api' } },
] as const;

type Part = Record<string, unknown>;

/** The guard excepts nothing: whatever is fetched at the upstream's own host is fetched as configured. */
describe('what a model writes about pictures', () => {
  let picture: string;
  let upstream: TestServer;
  let gateway: TaskGateway;
  let key: string;
  let answer: unknown;
  let asked: string[] = [];

  before(async () => {
    const image = sharp({ create: { width: 80, height: 48, channels: 3, background: 'olive' } });
    const bytes = await image.png().toBuffer();
    picture = bytes.toString('base64');
    upstream = await serve((request, response) => {
      asked.push(request.url ?? '');
      if (request.url === '/page.html') return response.end('<html>gone</html>');
      if (request.url?.startsWith('/gone')) return response.writeHead(404).end();
      if (request.method === 'GET') return response.end(bytes);
      return response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
    });
    const entry = (channel: (typeof channels)[number]) =>
      relayEntry({ ...channel, base_url: upstream.url, credential: 'canary' });
    gateway = await startTaskGateway({
      env: { PLANTAIN_REFERENCE_ALLOW: '' },
      config: { channels: channels.map(entry) },
    });
    key = (await gateway.app.keys.create({ mode: 'live', name: 'pin', settings: { pinChannels: true } })).key;
  });
  after(async () => {
    await gateway.close();
    upstream.close();
  });

  const ask = async (surface: 'native' | 'images', channel: string) => {
    asked = [];
    const response = await gateway.post(
      surface === 'native' ? '/v1beta/models/nano-banana-2:generateContent' : '/v1/images/generations',
      surface === 'native'
        ? { contents: [{ role: 'user', parts: [{ text: 'A plantain' }] }] }
        : { model: 'nano-banana-2', prompt: 'A plantain' },
      { authorization: `Bearer ${key}`, 'x-plantain-channel': channel },
    );
    const text = await response.text();
    const receipt = await gateway.receiptOf(response.headers.get('x-plantain-generation') ?? '');
    return { status: response.status, text, receipt, fetched: asked.filter((url) => url.length < 40) };
  };
  const google = (...parts: Part[]) => ({
    candidates: [{ content: { role: 'model', parts }, finishReason: 'STOP', index: 0 }],
  });
  const inline = () => ({ inlineData: { mimeType: 'image/png', data: picture } });
  const garbage = `data:image/png;base64,${'QUJD'.repeat(40)}`;

  for (const [name, parts] of [
    ['a dead link', () => [inline(), { text: '![logo](https://example.invalid/logo.png)' }]],
    ['a dead link before it', () => [{ text: '![logo](https://example.invalid/logo.png)' }, inline()]],
    ['a data URI of no picture', () => [inline(), { text: `So: ![x](${garbage}) ` }]],
    ['a dead address in a field', () => [inline(), { fileData: { fileUri: `${upstream.url}/gone` } }]],
  ] as [string, () => Part[]][]) {
    for (const surface of ['native', 'images'] as const) {
      it(`takes nothing from a picture that arrived, nor from its price: ${name}, ${surface}`, async () => {
        answer = google(...parts());
        const { status, text, receipt } = await ask(surface, 'google');
        assert.equal(status, 200, text);
        if (surface === 'native') assert.equal(text, JSON.stringify(answer));
        assert.deepEqual(
          receipt.outputs.map(({ width }) => width),
          [80],
        );
        assert.deepEqual([receipt.state, receipt.attempts.length], ['succeeded', 1]);
        assert.ok(receipt.chargedMicros > 0);
      });
    }
  }

  it('takes nothing from a picture in the same text: what is no picture beside it', async () => {
    answer = google({ text: `![a](data:image/png;base64,${picture}) and ![b](${garbage})` });
    const { status, receipt } = await ask('native', 'google');
    assert.deepEqual([status, receipt.state, receipt.outputs.length], [200, 'succeeded', 1]);
    assert.ok(receipt.chargedMicros > 0);
    assert.match(JSON.stringify(receipt.result?.omitted), /no picture/);
  });

  const empty = { inlineData: { mimeType: 'image/png', data: '' } };
  const audio = {
    inlineData: { mimeType: 'audio/wav', data: Buffer.from('RIFF no picture').toString('base64') },
  };

  for (const surface of ['native', 'images'] as const) {
    it(`takes nothing from a picture that arrived: what stands for another one and is none, ${surface}`, async () => {
      for (const beside of [empty, audio]) {
        for (const parts of [
          [inline(), beside],
          [beside, inline()],
        ]) {
          answer = google(...parts);
          const { status, receipt } = await ask(surface, 'google');
          const results = receipt.attempts.map(({ result }) => result);
          assert.deepEqual([status, receipt.outputs.length, ...results], [200, 1, 'delivered']);
        }
      }
    });
  }

  it('is fetched from an address where the bytes beside it are empty or none of a picture', async () => {
    const url = `${upstream.url}/picture.png`;
    for (const data of [
      [{ url, b64_json: '', revised_prompt: '' }],
      [{ url, b64_json: 'QUJD' }],
      [{ b64_json: picture, url: '', revised_prompt: '' }],
      [{ b64_json: picture }, { b64_json: '', url: '' }],
      [{ b64_json: picture }, { b64_json: 'QUJD' }],
      [{ url }, { url: `${upstream.url}/page.html` }],
    ]) {
      answer = { created: 1, data };
      const { status, text, receipt } = await ask('images', 'images');
      assert.deepEqual([status, receipt.attempts.length], [200, 1], text);
    }
  });

  it('is an unreadable answer where it is all there is, and what was refused is told as that', async () => {
    for (const [channel, said, code] of [
      ['images', { data: [{ b64_json: '', url: '' }] }, 'upstream_truncated'],
      ['google', google(empty), 'upstream_truncated'],
      ['google', google(audio), 'upstream_truncated'],
      [
        'google',
        { candidates: [{ content: { parts: [empty] }, finishReason: 'IMAGE_SAFETY' }] },
        'content_blocked',
      ],
    ] as const) {
      answer = said;
      const { receipt } = await ask('images', channel);
      assert.equal(receipt.attempts[0]?.result, code, JSON.stringify(said));
    }
  });

  it('is no request to the host of the channel past the egress guard', async () => {
    answer = google({ text: `![x](${upstream.url}/admin/delete?id=7)` });
    const { receipt, fetched } = await ask('images', 'google');
    assert.deepEqual([receipt.state, fetched.filter((url) => url.startsWith('/admin'))], ['failed', []]);
    for (const content of [`![x](${upstream.url}/admin/delete?id=7)`, `${upstream.url}/admin/delete?id=7`]) {
      answer = { choices: [{ message: { role: 'assistant', content }, finish_reason: 'stop' }] };
      const chat = await ask('images', 'new-api');
      assert.deepEqual(
        [chat.receipt.state, chat.fetched.filter((url) => url.startsWith('/admin'))],
        ['failed', []],
      );
    }
  });

  it('is fetched there where the channel trusts its own links, and what stands in a field always is', async () => {
    answer = google({ text: `![x](${upstream.url}/picture.png)` });
    assert.equal((await ask('images', 'trusting')).status, 200);
    answer = google({ fileData: { fileUri: `${upstream.url}/picture.png` } });
    assert.equal((await ask('images', 'google')).status, 200);
  });

  it('leaves no rest of a data URI in the words of an answer', async () => {
    answer = google({ text: `A plantain.\n![image](data:image/png;base64,${picture}) Done.` });
    const { receipt } = await ask('images', 'google');
    assert.equal(receipt.result?.text, 'A plantain.\n Done.');
  });

  it('is fetched in the sandbox, whose emulator writes such links', async () => {
    const response = await fetch(`${gateway.url}/v1/images/generations`, {
      method: 'POST',
      headers: { authorization: `Bearer ${gateway.testKey}`, 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'nano-banana-2', prompt: 'x #emulate(relay, shape=markdown-url)' }),
    });
    assert.equal(response.status, 200, await response.text());
  });
});

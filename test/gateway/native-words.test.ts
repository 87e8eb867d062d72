import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import sharp from 'sharp';
import { type Emulator, startEmulator } from '../../emulator/index.ts';
import { relayEntry } from '../conformance/relay.test.kit.ts';
import { startGateway, type TestGateway } from './gateway.test.kit.ts';

interface NativeAnswer {
  readonly candidates?: readonly {
    readonly content: { readonly parts: readonly { readonly inlineData?: { readonly data: string } }[] };
  }[];
}

/** What clients say in words that only some of Google's APIs, or none, know. */
describe('a native body for a channel of the other of Google’s APIs', () => {
  let upstream: Emulator;
  let vertex: TestGateway;
  let gemini: TestGateway;
  let both: TestGateway;
  before(async () => {
    upstream = await startEmulator();
    const vertexChannel = relayEntry({
      id: 'vertex',
      provider: 'vertex-ai',
      base_url: upstream.url,
      credential: JSON.stringify(await upstream.serviceAccount()),
    });
    const geminiChannel = relayEntry({ provider: 'gemini-api', base_url: upstream.url, credential: 'a-key' });
    vertex = await startGateway({ config: { channels: [vertexChannel] } });
    gemini = await startGateway({ config: { channels: [geminiChannel] } });
    both = await startGateway({ config: { channels: [geminiChannel, { ...vertexChannel, priority: 2 }] } });
  });
  after(async () => {
    for (const each of [vertex, gemini, both, upstream]) await each.close();
  });

  const ask = (on: TestGateway, body: object, headers: Record<string, string> = {}) =>
    on.post(
      '/v1beta/models/nano-banana-2:generateContent',
      { contents: [{ role: 'user', parts: [{ text: 'A fig' }] }], ...body },
      headers,
    );
  const sizeOf = async (response: Response) => {
    const text = await response.text();
    assert.equal(response.status, 200, text.slice(0, 500));
    const parts = (JSON.parse(text) as NativeAnswer).candidates?.[0]?.content.parts ?? [];
    const picture = Buffer.from(parts.find((part) => part.inlineData)?.inlineData?.data ?? '', 'base64');
    const { width, height } = await sharp(picture).metadata();
    return `${width}x${height}`;
  };

  it('has its size made, however the client wrote one we know', async () => {
    for (const on of [vertex, gemini]) {
      for (const [imageSize, size] of [
        ['0.5K', '512x512'],
        ['512px', '512x512'],
        ['2k', '2048x2048'],
      ]) {
        assert.equal(await sizeOf(await ask(on, { generationConfig: { imageConfig: { imageSize } } })), size);
      }
    }
  });

  it('has the shape of responseFormat made on Vertex, and nothing is told as left out', async () => {
    const image = { aspectRatio: 'ASPECT_RATIO_SIXTEEN_BY_NINE', imageSize: '2K', delivery: 'INLINE' };
    const body = { generationConfig: { responseFormat: { image } } };
    const response = await ask(vertex, body, { 'x-plantain-strict': 'true' });
    assert.equal(response.headers.get('x-plantain-omitted'), null);
    assert.equal(await sizeOf(response), '2752x1536');
  });

  const foreign = {
    safetySettings: [
      { category: 'HARM_CATEGORY_JAILBREAK', threshold: 'BLOCK_NONE' },
      { category: 'HARM_CATEGORY_IMAGE_HARASSMENT', threshold: 'BLOCK_NONE' },
      { category: 'HARM_CATEGORY_HARASSMENT', threshold: 'BLOCK_NONE' },
    ],
    tools: [
      { googleSearch: { excludeDomains: ['a.example'], blockingConfidence: 'BLOCK_ONLY_EXTREMELY_HIGH' } },
    ],
  };

  it('is made on a Gemini API without safety settings and search filters of Vertex, which are told', async () => {
    const response = await ask(gemini, foreign);
    assert.equal(response.status, 200, await response.clone().text());
    const omitted = response.headers.get('x-plantain-omitted') ?? '';
    for (const name of [
      'safetySettings.HARM_CATEGORY_JAILBREAK',
      'safetySettings.HARM_CATEGORY_IMAGE_HARASSMENT',
      'tools.googleSearch.excludeDomains',
      'tools.googleSearch.blockingConfidence',
    ]) {
      assert.ok(omitted.includes(name), `${name} in ${omitted}`);
    }
    const sent = JSON.stringify(upstream.requests.at(-1)?.body);
    assert.match(sent, /"HARM_CATEGORY_HARASSMENT"/);
    const refused = await ask(gemini, foreign, { 'x-plantain-strict': 'true' });
    assert.equal(refused.status, 400, await refused.text());
  });

  it('goes to Vertex, which takes them, where there is a choice', async () => {
    for (const headers of [{}, { 'x-plantain-strict': 'true' }]) {
      const response = await ask(both, foreign, headers);
      assert.equal(response.status, 200, await response.clone().text());
      assert.equal(response.headers.get('x-plantain-channel'), 'vertex');
      assert.equal(response.headers.get('x-plantain-omitted'), null);
    }
  });
});

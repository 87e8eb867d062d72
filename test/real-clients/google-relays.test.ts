import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import sharp from 'sharp';
import { relayEntry, serve, type TestServer } from '../conformance/relay.test.kit.ts';
import { startGateway, type TestGateway } from '../gateway/gateway.test.kit.ts';
import { type ContentAnswer, connectGoogle, imageParts } from './google-client.ts';
import { clientFolder } from './installed-packages.ts';

const events = 'text/event-stream';

/** What relays make of Google's streams; asked directly, the client reads none of these. */
describe(`the Google client before relays that change Google’s answers (${clientFolder})`, () => {
  let upstream: TestServer;
  let gateway: TestGateway;
  let picture = '';
  let answer = { type: events, text: '', declaresLength: false };
  before(async () => {
    const image = sharp({ create: { width: 64, height: 64, channels: 3, background: 'teal' } });
    picture = (await image.png().toBuffer()).toString('base64');
    upstream = await serve((_request, response) => {
      const { type, text, declaresLength } = answer;
      const length = declaresLength ? { 'content-length': Buffer.byteLength(text) } : {};
      response.writeHead(200, { 'content-type': type, ...length });
      response.write(text.slice(0, -30));
      response.end(text.slice(-30));
    });
    const channel = { provider: 'gemini-api', base_url: upstream.url, credential: 'a-relay-credential' };
    gateway = await startGateway({ config: { channels: [relayEntry(channel)] } });
  });
  after(async () => {
    await gateway.close();
    upstream.close();
  });

  const parts = (...values: readonly object[]) => ({
    candidates: [{ content: { role: 'model', parts: values } }],
  });
  const bodies = () => [
    parts({ text: 'Here it is.' }),
    parts({ inlineData: { mimeType: 'image/png', data: picture } }),
    { candidates: [{ finishReason: 'STOP' }] },
  ];
  const snakeBodies = () => [
    parts({ inline_data: { mime_type: 'image/png', data: picture } }),
    { candidates: [{ finish_reason: 'STOP' }] },
  ];
  const event = (body: object) => `data: ${JSON.stringify(body)}\n\n`;
  const sse = () => bodies().map(event).join('');

  const streams: Readonly<Record<string, () => { type: string; text: string }>> = {
    'ends with [DONE]': () => ({ type: events, text: `${sse()}data: [DONE]\n\n` }),
    'ends within its last event': () => ({ type: events, text: sse().trimEnd() }),
    'is an array of JSON': () => ({ type: 'application/json', text: JSON.stringify(bodies(), null, 2) }),
    'has comments and names of events': () => ({
      type: events,
      text: `: hello\n\n${bodies()
        .map((body) => `: it’s\nevent: message\nid: 1\n${event(body)}`)
        .join('')}`,
    }),
    'has data over several lines': () => ({
      type: events,
      text: bodies()
        .map((body) => `${JSON.stringify(body, null, 1).replace(/^/gm, 'data: ')}\n\n`)
        .join(''),
    }),
    'is in snake_case': () => ({ type: events, text: snakeBodies().map(event).join('') }),
  };
  for (const [what, given] of Object.entries(streams)) {
    it(`reads a stream that ${what}, and its finish reason`, async () => {
      for (const declaresLength of [false, true]) {
        answer = { ...given(), declaresLength };
        const chunks: ContentAnswer[] = [];
        for await (const chunk of await connectGoogle(
          gateway.url,
          gateway.liveKey,
        ).models.generateContentStream({ model: 'nano-banana-2', contents: 'A fig' })) {
          chunks.push(chunk);
        }
        const images = chunks.flatMap(imageParts);
        assert.deepEqual(images, [{ mimeType: 'image/png', data: picture }]);
        assert.equal(chunks.at(-1)?.candidates?.[0]?.finishReason, 'STOP');
      }
    });
  }

  it('reads an answer that is in snake_case, whose length was declared or not', async () => {
    const [image, end] = snakeBodies();
    const body = { candidates: [{ ...image?.candidates[0], ...end?.candidates[0] }] };
    for (const declaresLength of [false, true]) {
      answer = { type: 'application/json', text: JSON.stringify(body, null, 2), declaresLength };
      const client = connectGoogle(gateway.url, gateway.liveKey);
      const came = await client.models.generateContent({ model: 'nano-banana-2', contents: 'A fig' });
      assert.deepEqual(imageParts(came), [{ mimeType: 'image/png', data: picture }]);
      assert.equal(came.candidates?.[0]?.finishReason, 'STOP');
    }
  });
});

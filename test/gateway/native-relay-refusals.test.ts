import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import sharp from 'sharp';
import { relayEntry, serve, type TestServer } from '../conformance/relay.test.kit.ts';
import { startGateway, type TestGateway } from './gateway.test.kit.ts';

const ask = { contents: [{ role: 'user', parts: [{ text: 'A fig' }] }] };
const path = '/v1beta/models/nano-banana-2:generateContent';

describe('a native body that the first channel refuses with a 400', () => {
  let first: TestServer;
  let second: TestServer;
  let gateway: TestGateway;
  let said = '';
  let asked = 0;
  before(async () => {
    const image = sharp({ create: { width: 64, height: 64, channels: 3, background: 'teal' } });
    const data = (await image.png().toBuffer()).toString('base64');
    const parts = [{ inlineData: { mimeType: 'image/png', data } }];
    first = await serve((_request, response) => response.writeHead(400).end(said));
    second = await serve((_request, response) => {
      asked += 1;
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ candidates: [{ content: { parts }, finishReason: 'STOP' }] }));
    });
    const entry = (id: string, { url }: TestServer, priority: number) => ({
      ...relayEntry({ id, provider: 'gemini-api', base_url: url, credential: 'canary' }),
      priority,
    });
    gateway = await startGateway({
      config: { channels: [entry('first', first, 1), entry('second', second, 2)] },
    });
  });
  beforeEach(() => {
    asked = 0;
  });
  after(async () => {
    await gateway.close();
    first.close();
    second.close();
  });

  it('in Google’s form is told in Google’s words, and nobody else is asked', async () => {
    const message = 'Request contains an invalid argument.';
    said = JSON.stringify({ error: { code: 400, message, status: 'INVALID_ARGUMENT' } });
    const response = await gateway.post(path, ask);
    const { error } = (await response.json()) as { error: { message: string } };
    assert.deepEqual([response.status, error.message, asked], [400, message, 0]);
  });

  for (const [what, body] of [
    ['in HTML', '<html><head><title>400 Bad Request</title></head><body>nginx</body></html>'],
    ['that means its wrong address', '{"error":{"message":"Invalid URL (POST /v1beta)","code":""}}'],
    // Last: an empty purse rests the channel.
    [
      'of an empty purse',
      '{"error":{"message":"Your credit balance is too low","code":"insufficient_user_quota"}}',
    ],
  ] as const) {
    it(`${what} gets its picture from the second one`, async () => {
      said = body;
      const response = await gateway.post(path, ask);
      assert.deepEqual([response.status, asked], [200, 1], await response.text());
    });
  }
});

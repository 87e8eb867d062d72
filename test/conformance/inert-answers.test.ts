import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { after, before, describe, it } from 'node:test';
import sharp from 'sharp';
import { startTaskGateway, type TaskGateway } from '../tasks/task-gateway.test.kit.ts';
import { relayEntry, serve, type TestServer } from './relay.test.kit.ts';

const policy = "default-src 'none'; sandbox";
const page = {
  'content-disposition': 'attachment; filename="page.html"',
  'cache-control': 'public, max-age=31536000',
  vary: 'cookie',
};

describe('no answer of the API can be made a page', () => {
  let upstream: TestServer;
  let gateway: TaskGateway;
  let text: string;
  let type: string;

  before(async () => {
    const image = sharp({ create: { width: 80, height: 48, channels: 3, background: 'olive' } });
    const data = (await image.png().toBuffer()).toString('base64');
    const parts = [{ text: '<script>alert(1)</script>' }, { inlineData: { mimeType: 'image/png', data } }];
    const json = JSON.stringify({ candidates: [{ content: { parts }, finishReason: 'STOP' }] });
    upstream = await serve((request, response) => {
      const isStream = request.url?.includes('alt=sse');
      text = isStream ? `data: ${json}\r\n\r\n` : json;
      if (type === 'text/html; blocked') text = '{"promptFeedback":{"blockReason":"<script>"}}';
      const contentType = isStream ? 'text/event-stream; a=<b>' : type;
      return response.writeHead(200, { ...page, 'content-type': contentType }).end(text);
    });
    const channel = { id: 'page', provider: 'gemini-api', base_url: upstream.url, credential: 'canary' };
    gateway = await startTaskGateway({ config: { channels: [relayEntry(channel)] } });
  });
  after(async () => {
    await gateway.close();
    upstream.close();
  });

  for (const [name, method, upstreamType, mediaType] of [
    ['a picture', 'generateContent', 'text/html', 'application/json; charset=UTF-8'],
    ['a refusal that was held', 'generateContent', 'text/html; blocked', 'application/json; charset=UTF-8'],
    ['a stream', 'streamGenerateContent?alt=sse', 'text/html', 'text/event-stream'],
    ['an array', 'streamGenerateContent', 'text/html', 'application/json; charset=UTF-8'],
  ] as const) {
    it(`passes ${name} on under the type of its route, and nothing else of the upstream`, async () => {
      type = upstreamType;
      const response = await gateway.post(`/v1beta/models/nano-banana-2:${method}`, {
        contents: [{ role: 'user', parts: [{ text: 'A plantain' }] }],
      });
      const { headers } = response;
      assert.deepEqual([response.status, await response.text()], [200, text]);
      assert.equal(headers.get('content-type'), mediaType);
      assert.deepEqual(
        Object.keys(page).map((header) => headers.get(header)),
        [null, null, null],
      );
      assert.equal(headers.get('x-content-type-options'), 'nosniff');
      assert.equal(headers.get('content-security-policy'), policy);
    });
  }

  for (const [path, status] of [
    ['/v1/models', 200],
    ['/v1/generations/none', 404],
    ['/no/such/address', 404],
    ['/v1/models/%zz', 400],
    ['/healthz', 200],
    ['/openapi.json', 200],
    ['/admin/v1/channels', 404],
  ] as const) {
    it(`answers ${path} with ${status} and lets nothing run`, async () => {
      const key = path.startsWith('/v1') ? gateway.liveKey : 'none';
      const response = await fetch(gateway.url + path, { headers: { authorization: `Bearer ${key}` } });
      assert.equal(response.status, status, await response.text());
      assert.equal(response.headers.get('x-content-type-options'), 'nosniff');
      assert.equal(response.headers.get('content-security-policy'), policy);
    });
  }

  it('answers what is no request at all the same way', async () => {
    const socket = connect(Number(new URL(gateway.url).port), '127.0.0.1');
    let answer = '';
    socket.setEncoding('latin1').on('data', (chunk) => {
      answer += chunk;
    });
    socket.write('GET <script> HTTP/9.9\r\n\r\n');
    await once(socket, 'close');
    assert.match(answer, /^HTTP\/1\.1 400/);
    assert.ok(
      answer.includes(`\r\nx-content-type-options: nosniff\r\ncontent-security-policy: ${policy}\r\n`),
    );
  });
});

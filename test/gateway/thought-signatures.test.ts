import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import sharp from 'sharp';
import { relayEntry, serve, type TestServer } from '../conformance/relay.test.kit.ts';
import { startGateway, type TestGateway } from './gateway.test.kit.ts';

/** As seen of the 3.x models. */
const signature = () => randomBytes(1_100_000).toString('base64');

interface Asked {
  readonly url: string;
  readonly body: string;
}

describe('signatures of a megabyte and more', () => {
  let upstream: TestServer;
  let gateway: TestGateway;
  let asked: Asked[] = [];
  let answer = { type: '', text: '' };
  let picture = '';
  before(async () => {
    const image = sharp({ create: { width: 64, height: 64, channels: 3, background: 'teal' } });
    picture = (await image.png().toBuffer()).toString('base64');
    upstream = await serve((request, response, body) => {
      asked.push({ url: request.url as string, body: body.toString() });
      response.writeHead(200, { 'content-type': answer.type }).end(answer.text);
    });
    const channel = {
      provider: 'gemini-api',
      base_url: upstream.url,
      credential: 'k',
      tier: 'value',
    } as const;
    gateway = await startGateway({ config: { channels: [relayEntry(channel)] } });
  });
  after(async () => {
    await gateway.close();
    upstream.close();
  });

  const bodyOf = (name: string, count: number) => ({
    candidates: [
      {
        content: {
          role: 'model',
          parts: Array.from({ length: count }, () => ({
            inlineData: { mimeType: 'image/png', data: picture },
            [name]: signature(),
          })),
        },
        finishReason: 'STOP',
        index: 0,
      },
    ],
  });
  const json = (value: object) => ({ type: 'application/json; charset=UTF-8', text: JSON.stringify(value) });
  const path = '/v1beta/models/nano-banana-2';
  const ask = { contents: [{ role: 'user', parts: [{ text: 'A fig' }] }] };

  for (const name of ['thoughtSignature', 'thought_signature']) {
    it(`as ${name} of the images of an answer go to a native client as they came, asked for once`, async () => {
      for (const [method, given] of [
        [':generateContent', json(bodyOf(name, 4))],
        [
          ':streamGenerateContent?alt=sse',
          {
            type: 'text/event-stream',
            text: `data: ${JSON.stringify(bodyOf(name, 4))}\r\n\r\ndata: ${JSON.stringify(bodyOf(name, 1))}\r\n\r\n`,
          },
        ],
      ] as const) {
        asked = [];
        answer = given;
        const response = await gateway.post(path + method, ask);
        assert.equal(response.status, 200);
        assert.ok((await response.text()) === given.text, 'the answer is another one');
        assert.equal(asked.length, 1);
      }
    });

    it(`as ${name} of earlier turns go upstream as they came, and are no references`, async () => {
      const turns = Array.from({ length: 3 }, (_, index) => [
        { role: 'user', parts: [{ text: `Draw ${index}`, [name]: 'c2hvcnQ=' }] },
        { role: 'model', parts: [{ text: 'Here.' }, { text: 'b', [name]: signature() }] },
      ]);
      const picked = { inlineData: { mimeType: 'image/png', data: picture } };
      const body = {
        contents: [...turns.flat(), { role: 'user', parts: [{ text: 'Now in blue.' }, picked] }],
      };
      answer = json(bodyOf(name, 1));
      for (const method of [':generateContent', ':streamGenerateContent']) {
        asked = [];
        const response = await gateway.post(path + method, body);
        assert.equal(response.status, 200, (await response.text()).slice(0, 500));
        assert.equal(asked.length, 1);
        assert.ok(asked[0]?.body === JSON.stringify(body), 'another body went upstream');
        const id = response.headers.get('x-plantain-generation');
        const headers = { authorization: `Bearer ${gateway.liveKey}` };
        const receipt = await (await fetch(`${gateway.url}/v1/generations/${id}`, { headers })).json();
        assert.equal((receipt as { references: { total: number } }).references.total, 1);
      }
    });
  }

  it('are counted with the rest of a body whose tokens are asked for', async () => {
    const body = {
      contents: [{ role: 'model', parts: [{ text: 'Here.', thoughtSignature: signature().repeat(3) }] }],
    };
    answer = json({ totalTokens: 11 });
    asked = [];
    const response = await gateway.post(`${path}:countTokens`, body);
    assert.deepEqual([response.status, await response.json()], [200, { totalTokens: 11 }]);
    assert.ok(asked[0]?.body.includes(body.contents[0]?.parts[0]?.thoughtSignature as string));
  });

  it('do not make an answer too large for the other contracts', async () => {
    answer = json(bodyOf('thoughtSignature', 4));
    asked = [];
    const response = await gateway.post('/v1/images/generations', {
      model: 'nano-banana-2',
      prompt: 'A fig',
    });
    assert.equal(response.status, 200, (await response.text()).slice(0, 500));
    assert.equal(asked.length, 1);
  });

  it('leave a body of too much text refused, in words that name that limit', async () => {
    const body = { contents: [{ role: 'user', parts: [{ text: 'x'.repeat(5_000_000) }] }] };
    const response = await gateway.post(`${path}:generateContent`, body);
    const { error } = (await response.json()) as { error: { message: string } };
    assert.equal(response.status, 413);
    assert.match(error.message, /holds more than 4194304 bytes beside the data taken out of it/);
  });
});

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import sharp from 'sharp';
import { startTaskGateway, type TaskGateway } from '../tasks/task-gateway.test.kit.ts';
import { relayEntry, serve, type TestServer } from './relay.test.kit.ts';

const surfaces = {
  native: ['/v1beta/models/nano-banana-2:generateContent', { contents: [{ parts: [{ text: 'A fig' }] }] }],
  images: ['/v1/images/generations', { model: 'nano-banana-2', prompt: 'A fig' }],
} as const;
type Surface = keyof typeof surfaces;

/** Two channels of one provider; the first one answers 200 with whatever it is told to. */
for (const provider of ['gemini-api', 'openai-compatible'] as const) {
  describe(`a 200 of a ${provider} channel in no form of its contract`, () => {
    let first: TestServer;
    let second: TestServer;
    let gateway: TaskGateway;
    let answer: unknown;
    before(async () => {
      const image = sharp({ create: { width: 80, height: 48, channels: 3, background: 'olive' } });
      const data = (await image.png().toBuffer()).toString('base64');
      const picture =
        provider === 'gemini-api'
          ? { candidates: [{ content: { parts: [{ inlineData: { mimeType: 'image/png', data } }] } }] }
          : { data: [{ b64_json: data }] };
      const serveJson = (value: () => unknown) =>
        serve((_request, response) => {
          response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value()));
        });
      first = await serveJson(() => answer);
      second = await serveJson(() => picture);
      const entry = (id: string, { url }: TestServer, priority: number) => ({
        ...relayEntry({ id, provider, base_url: url, credential: 'canary' }),
        priority,
      });
      const channels = [entry('first', first, 1), entry('second', second, 2)];
      gateway = await startTaskGateway({ config: { channels } });
    });
    after(async () => {
      await gateway.close();
      first.close();
      second.close();
    });

    const ask = async (surface: Surface) => {
      const [path, body] = surfaces[surface];
      const response = await gateway.post(path, body);
      // The end of a native answer is written when all is noted.
      await response.text();
      const { attempts } = await gateway.receiptOf(response.headers.get('x-plantain-generation') ?? '');
      const results = attempts.map(({ result }) => result);
      return [response.status, ...results];
    };

    const asked: readonly Surface[] = provider === 'gemini-api' ? ['native', 'images'] : ['images'];
    for (const surface of asked) {
      it(`that tells a failure is that failure, and the second channel draws: ${surface}`, async () => {
        answer = { success: false, message: 'insufficient balance' };
        assert.deepEqual(await ask(surface), [200, 'upstream_rejected', 'delivered']);
        answer = { code: 500, msg: 'upstream busy' };
        assert.deepEqual(await ask(surface), [200, 'upstream_unavailable', 'delivered']);
      });

      it(`that tells nothing is unreadable, and nobody’s who asked: ${surface}`, async () => {
        answer = { id: 'task_1', status: 'queued' };
        const isPaid = provider === 'openai-compatible';
        const expected = isPaid ? [502, 'upstream_truncated'] : [200, 'upstream_truncated', 'delivered'];
        assert.deepEqual(await ask(surface), expected);
      });
    }

    it('that asks for less is a rate limit', async () => {
      answer = { code: 429, message: 'quota exceeded', data: null };
      assert.deepEqual(await ask('images'), [200, 'upstream_rate_limited', 'delivered']);
    });
  });
}

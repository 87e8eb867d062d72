import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import sharp from 'sharp';
import { startGateway, type TestGateway } from '../gateway/gateway.test.kit.ts';
import { startPhotoServer } from '../gateway/photo-server.test.kit.ts';
import { relayEntry, serve } from './relay.test.kit.ts';

interface ImagesAnswer {
  readonly data?: readonly { readonly url: string }[];
}

describe('an OpenAI-compatible channel', () => {
  let behind: TestGateway;
  before(async () => {
    behind = await startGateway();
  });
  after(() => behind.close());

  const inFrontOf = (
    base_url: string,
    credential: string,
    settings: Record<string, unknown> = {},
    capabilities = {},
  ) =>
    startGateway({
      config: {
        channels: [
          relayEntry({ provider: 'openai-compatible', base_url, credential, settings, capabilities }),
        ],
      },
    });
  const generate = async (gateway: TestGateway, body: Record<string, unknown>) => {
    const response = await gateway.post('/v1/images/generations', { model: 'nano-banana-2', ...body });
    return { response, answer: (await response.json()) as ImagesAnswer };
  };

  it('goes through another Plantain to its upstream and back, with ratio and size', async () => {
    const gateway = await inFrontOf(behind.url, behind.liveKey);
    try {
      const { response, answer } = await generate(gateway, {
        prompt: 'far',
        aspect_ratio: '16:9',
        resolution: '2K',
      });
      assert.equal(response.status, 200, JSON.stringify(answer));
      const image = await fetch(answer.data?.[0]?.url as string);
      const { width, height } = await sharp(Buffer.from(await image.arrayBuffer())).metadata();
      assert.deepEqual([width, height], [2752, 1536]);
      assert.ok(answer.data?.[0]?.url.startsWith(gateway.url), 'archived under an address of its own');
      assert.ok(!gateway.logText().includes(behind.liveKey));
    } finally {
      await gateway.close();
    }
  });

  it('gives no words to who asked for images alone, whatever came with them', async () => {
    const gateway = await inFrontOf(behind.url, behind.liveKey, { api: 'chat' });
    try {
      for (const [modalities, words] of [
        [['image'], /^$/],
        [['image', 'text'], /^Here is your picture/],
      ] as const) {
        const answer = await gateway.post('/v1/chat/completions', {
          model: 'nano-banana-2',
          modalities,
          messages: [{ role: 'user', content: 'A boat' }],
        });
        const { choices } = (await answer.json()) as { choices: { message: { content: string } }[] };
        assert.match(choices[0]?.message.content ?? 'none', words);
      }
    } finally {
      await gateway.close();
    }
  });

  it('edits there with the bytes of its references, on both APIs, in ratio, size and format', async () => {
    const photos = await startPhotoServer();
    try {
      for (const api of ['images', 'chat']) {
        const gateway = await inFrontOf(behind.url, behind.liveKey, { api }, { several_references: true });
        try {
          const { response, answer } = await generate(gateway, {
            prompt: 'put them together',
            image_input: [`${photos.url}/photo.jpeg`, `${photos.url}/photo.webp`],
            aspect_ratio: '3:2',
            resolution: '2K',
            output_format: 'webp',
          });
          assert.equal(response.status, 200, JSON.stringify(answer));
          assert.equal(response.headers.get('x-plantain-omitted'), null);
          const image = await fetch(answer.data?.[0]?.url as string);
          const { width, height, format } = await sharp(Buffer.from(await image.arrayBuffer())).metadata();
          assert.deepEqual([width, height, format], [2528, 1696, 'webp']);
          const body = JSON.stringify(behind.upstream.requests.at(-1)?.body);
          assert.equal(body.match(/inlineData/g)?.length, 2, api);
        } finally {
          await gateway.close();
        }
      }
    } finally {
      await photos.close();
    }
  });

  it('reports ratio and size as left out where the channel has no fields for them', async () => {
    const gateway = await inFrontOf(behind.url, behind.liveKey, { gateway: 'litellm', api: 'chat' });
    try {
      const { response } = await generate(gateway, {
        prompt: 'plain',
        aspect_ratio: '16:9',
        resolution: '2K',
      });
      assert.equal(response.status, 200);
      assert.match(response.headers.get('x-plantain-omitted') ?? '', /aspect_ratio.*resolution/);
    } finally {
      await gateway.close();
    }
  });

  it('downloads a result URL from its own host, and refuses one of a private stranger', async () => {
    const picture = await sharp({ create: { width: 64, height: 64, channels: 3, background: 'teal' } })
      .jpeg()
      .toBuffer();
    let target = '';
    let strangerHits = 0;
    const stranger = await serve((_request, response) => {
      strangerHits += 1;
      response.end(picture);
    });
    const relay = await serve((request, response) => {
      if (request.method === 'GET') return response.end(picture);
      response.setHeader('content-type', 'application/json');
      return response.end(JSON.stringify({ created: 1774885716, data: [{ url: target }] }));
    });
    const gateway = await startGateway({
      env: { PLANTAIN_REFERENCE_ALLOW: '' },
      config: {
        channels: [
          relayEntry({ provider: 'openai-compatible', base_url: relay.url, credential: 'sk-canary' }),
        ],
      },
    });
    try {
      target = `${relay.url}/result.jpeg`;
      assert.equal((await generate(gateway, { prompt: 'own host' })).response.status, 200);
      target = `${stranger.url}/result.jpeg`;
      assert.notEqual((await generate(gateway, { prompt: 'a stranger' })).response.status, 200);
      assert.equal(strangerHits, 0);
      assert.ok(!gateway.logText().includes('sk-canary'));
    } finally {
      await gateway.close();
      relay.close();
      stranger.close();
    }
  });

  it('follows where its own host sends it on to: there as configured, elsewhere through the guard, with no key', async () => {
    const picture = await sharp({ create: { width: 64, height: 64, channels: 3, background: 'teal' } })
      .jpeg()
      .toBuffer();
    const heard: (string | undefined)[] = [];
    const stranger = await serve((request, response) => {
      heard.push(request.headers.authorization);
      response.end(picture);
    });
    let target = '';
    const relay = await serve((request, response) => {
      if (request.method === 'GET') {
        const ways: Record<string, string> = {
          '/moved': '/result.jpeg',
          '/away': stranger.url,
          '/round': '/round',
        };
        const location = ways[request.url ?? ''];
        if (location === undefined) return response.end(picture);
        heard.push(request.headers.authorization);
        return response.writeHead(302, { location }).end();
      }
      response.setHeader('content-type', 'application/json');
      return response.end(JSON.stringify({ created: 1774885716, data: [{ url: target }] }));
    });
    const inFront = (PLANTAIN_REFERENCE_ALLOW: string) =>
      startGateway({
        env: { PLANTAIN_REFERENCE_ALLOW },
        config: {
          channels: [
            relayEntry({ provider: 'openai-compatible', base_url: relay.url, credential: 'sk-canary' }),
          ],
        },
      });
    const statusOf = async (gateway: TestGateway, path: string) => {
      target = relay.url + path;
      return (await generate(gateway, { prompt: `sent on by ${path}` })).response.status;
    };
    const [strict, open] = await Promise.all([inFront(''), inFront('127.0.0.0/8')]);
    try {
      assert.equal(await statusOf(strict, '/moved'), 200);
      assert.equal(await statusOf(open, '/away'), 200);
      assert.deepEqual(heard, [undefined, undefined, undefined]);
      heard.length = 0;
      assert.notEqual(await statusOf(strict, '/away'), 200);
      assert.equal(heard.length, 1, 'a private stranger is not asked');
      heard.length = 0;
      assert.notEqual(await statusOf(strict, '/round'), 200);
      assert.ok(heard.length <= 12, 'who sends us round is left');
    } finally {
      await Promise.all([strict.close(), open.close()]);
      relay.close();
      stranger.close();
    }
  });
});

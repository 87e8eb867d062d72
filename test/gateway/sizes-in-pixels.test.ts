import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Emulator, startEmulator } from '../../emulator/index.ts';
import type { ChannelEntry } from '../../src/channels/channel-entry.ts';
import { startGateway, type TestGateway } from './gateway.test.kit.ts';

interface Told {
  readonly status: string;
  readonly images: readonly { readonly width: number; readonly height: number }[];
  readonly omitted: readonly { readonly parameter: string; readonly reason: string }[];
}

interface Drawn {
  readonly status: number;
  /** Of the picture. */
  readonly size?: string;
  readonly omitted?: readonly string[];
  readonly refusal?: string;
}

/** Asks for a pear and waits until it is drawn. */
async function draw(gateway: TestGateway, path: string, body: object, strict: boolean): Promise<Drawn> {
  const asked = { prompt: 'a pear', ...body };
  const response = await gateway.post(path, asked, { 'x-plantain-strict': String(strict) });
  const refusal = await response.text();
  if (response.status !== 200) return { status: response.status, refusal };
  const headers = { authorization: `Bearer ${gateway.liveKey}` };
  const id = response.headers.get('x-plantain-generation');
  for (;;) {
    const receipt = await fetch(`${gateway.url}/v1/generations/${id}`, { headers });
    const { status, images, omitted } = (await receipt.json()) as Told;
    if (!/^(queued|running)$/.test(status)) {
      return {
        status: 200,
        size: images.map(({ width, height }) => `${width}x${height}`).join(),
        omitted: omitted.map(({ parameter, reason }) => `${parameter}: ${reason}`),
      };
    }
    await sleep(20);
  }
}

const images = (gateway: TestGateway, model: string, size: string, strict: boolean) =>
  draw(gateway, '/v1/images/generations', { model, size }, strict);

const contracts = [
  ['the task contract', (model: string) => ({ path: '/model/v1/generation', named: { model } })],
  ['its queue', (model: string) => ({ path: `/model/v1/queue/${model}`, named: {} })],
] as const;

describe('a size in pixels', () => {
  let gateway: TestGateway;
  before(async () => {
    gateway = await startGateway();
  });
  after(() => gateway.close());

  for (const [model, size] of [
    ['nano-banana', '832x1248'],
    ['nano-banana', '1344x768'],
    ['nano-banana-2', '1376x768'],
    ['nano-banana-2', '768x1376'],
    ['nano-banana-2', '688x384'],
    ['nano-banana-2', '3072x384'],
    ['nano-banana-2-lite', '848x1264'],
    ['nano-banana-pro', '2752x1536'],
    ['nano-banana-pro', '5056x3392'],
  ] as const) {
    it(`of ${size} is ${model}’s own: it is drawn so, strictly too, and nothing is left out`, async () => {
      assert.deepEqual(await images(gateway, model, size, true), { status: 200, size, omitted: [] });
    });
  }

  for (const [model, size, drawn] of [
    ['nano-banana-2', '1344x768', '1376x768'],
    ['nano-banana', '1376x768', '1344x768'],
    ['nano-banana-pro', '1376x769', '1376x768'],
  ] as const) {
    it(`of ${size} is not ${model}’s: the nearest is drawn, which is told, and refused when strict`, async () => {
      const told = `size: exact pixels are not offered; ${size} was read as 16:9 at 1K`;
      const lax = await images(gateway, model, size, false);
      assert.deepEqual(lax, { status: 200, size: drawn, omitted: [told] });
      const { status, refusal } = await images(gateway, model, size, true);
      assert.equal(status, 400);
      assert.match(refusal ?? '', /"param":"size"/);
    });
  }

  it('is taken by chat completions and OpenRouter’s images, too', async () => {
    const asked = { model: 'nano-banana-2', size: '1376x768' };
    const messages = [{ role: 'user', content: 'a pear' }];
    const expected = { status: 200, size: asked.size, omitted: [] };
    const chat = { messages, prompt: undefined, ...asked };
    assert.deepEqual(await draw(gateway, '/v1/chat/completions', chat, true), expected);
    assert.deepEqual(await draw(gateway, '/api/v1/images', asked, true), expected);
  });

  for (const [contract, at] of contracts) {
    it(`is taken by ${contract} where it is the model’s own, and drawn so`, async () => {
      for (const [model, resolution] of [
        ['nano_banana', '832x1248'],
        ['nano_banana', '1024X1024'],
        ['nano_banana_2', '1376x768'],
        ['nano_banana_pro', '2752x1536'],
      ] as const) {
        const { path, named } = at(model);
        const answer = await draw(gateway, path, { resolution, ...named }, true);
        const size = resolution.toLowerCase();
        assert.deepEqual(answer, { status: 200, size, omitted: [] }, `${model} ${resolution}`);
      }
    });

    it(`is refused by ${contract} where it is not, never drawn as another`, async () => {
      for (const [model, resolution] of [
        ['nano_banana_2', '1344x768'],
        ['nano_banana_2', '832x1248'],
        ['nano_banana_pro', '1344x768'],
        ['nano_banana_pro', '688x384'],
        ['nano_banana', '2048x2048'],
      ] as const) {
        const { path, named } = at(model);
        const { status, refusal } = await draw(gateway, path, { resolution, ...named }, false);
        assert.equal(status, 400, `${model} ${resolution}`);
        assert.match(refusal ?? '', /resolution must be one of/);
      }
    });
  }
});

describe('a size in pixels of a model that is drawn by the upstream id it falls back to', () => {
  let upstream: Emulator;
  let gateway: TestGateway;
  before(async () => {
    upstream = await startEmulator({ recorded: 0 });
    const lite: ChannelEntry = {
      id: 'lite',
      provider: 'gemini-api',
      base_url: upstream.url,
      credential: 'a-key',
      tier: 'official',
      priority: 1,
      enabled: true,
      settings: {},
      models: { 'nano-banana': ['gemini-3.1-flash-lite-image'] },
    };
    gateway = await startGateway({ config: { channels: [lite] } });
  });
  after(async () => {
    await gateway.close();
    await upstream.close();
  });

  for (const [path, parameter] of [
    ['/v1/images/generations', 'size'],
    ['/model/v1/generation', 'resolution'],
  ] as const) {
    it(`is told by ${path} as left out, and not drawn when strict`, async () => {
      const asked = { model: 'nano-banana', [parameter]: '832x1248' };
      const told = `${parameter}: exact pixels are not offered; 832x1248 was read as 2:3 at 1K`;
      const lax = await draw(gateway, path, asked, false);
      assert.deepEqual(lax, { status: 200, size: '848x1264', omitted: [told] });
      const strict = await draw(gateway, path, asked, true);
      assert.ok(strict.status === 400 || strict.size === '', JSON.stringify(strict));
    });
  }
});

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import sharp from 'sharp';
import { startEmulator } from '../../emulator/index.ts';
import type { ChannelEntry } from '../../src/channels/channel-entry.ts';
import { startGateway, type TestGateway } from '../gateway/gateway.test.kit.ts';

type Emulator = Awaited<ReturnType<typeof startEmulator>>;

interface ImagesAnswer {
  readonly data?: readonly { readonly url: string }[];
  readonly error?: { readonly message: string; readonly code: string };
}

describe('a Vertex AI channel', () => {
  let nowMs = Date.now();
  let vertex: Emulator;
  let gateway: TestGateway;
  let secret: string;
  before(async () => {
    vertex = await startEmulator({ now: () => nowMs });
    const account = await vertex.serviceAccount();
    secret = account.private_key as string;
    gateway = await start(JSON.stringify(account));
  });
  after(async () => {
    await gateway.close();
    await vertex.close();
  });

  /** A gateway whose own clock is `aheadMs` ahead of the emulator's. */
  const start = (
    credential: string,
    aheadMs = 0,
    settings: Record<string, unknown> = {},
    ...others: ChannelEntry[]
  ) =>
    startGateway({
      clock: { now: () => nowMs + aheadMs },
      config: {
        channels: [
          {
            id: 'vertex',
            provider: 'vertex-ai',
            base_url: vertex.url,
            credential,
            tier: 'official',
            priority: 1,
            enabled: true,
            settings,
          },
          ...others,
        ],
      },
    });
  const generate = async (body: Record<string, unknown>, on = gateway) => {
    const response = await on.post('/v1/images/generations', { model: 'nano-banana-pro', ...body });
    return { response, answer: (await response.json()) as ImagesAnswer };
  };
  const lastBody = () => vertex.requests.at(-1)?.body as { generationConfig: { imageConfig?: unknown } };

  it('is told of every turn whose it is, which Google’s other API needs not', async () => {
    for (const contents of [[{ parts: [{ text: 'a fig' }] }], { role: '', parts: [{ text: 'a fig' }] }]) {
      for (const method of ['generateContent', 'countTokens']) {
        const answer = await gateway.post(`/v1beta/models/nano-banana-2:${method}`, { contents });
        assert.equal(answer.status, 200, await answer.text());
      }
      const [turn] = [(vertex.requests.at(-1)?.body as { contents: unknown } | undefined)?.contents].flat();
      assert.deepEqual(turn, { role: 'user', parts: [{ text: 'a fig' }] });
    }
  });

  it('signs for a token and sends ratio, size, format and quality as Vertex names them', async () => {
    const { response, answer } = await generate({
      prompt: 'A plantain',
      aspect_ratio: '16:9',
      resolution: '2K',
      output_format: 'jpeg',
      output_compression: 40,
    });
    assert.equal(response.status, 200, JSON.stringify(answer));
    assert.equal(
      vertex.requests.at(-1)?.path,
      '/v1beta1/projects/emulated-project/locations/global/publishers/google/models/gemini-3-pro-image:generateContent',
    );
    assert.deepEqual(lastBody().generationConfig.imageConfig, {
      aspectRatio: '16:9',
      imageSize: '2K',
      imageOutputOptions: { mimeType: 'image/jpeg', compressionQuality: 40 },
    });
    assert.equal(response.headers.get('x-plantain-omitted'), null);
  });

  it('asks Vertex for a PNG rather than making one here', async () => {
    const { answer } = await generate({ prompt: 'A lossless plantain', output_format: 'png' });
    const image = await fetch(answer.data?.[0]?.url as string);
    assert.equal((await sharp(Buffer.from(await image.arrayBuffer())).metadata()).format, 'png');
    assert.deepEqual(lastBody().generationConfig.imageConfig, {
      imageOutputOptions: { mimeType: 'image/png' },
    });
  });

  it('gets a new token before the old one ends, and after one was revoked', async () => {
    const tokensFor = async (prompt: string) => {
      const before = vertex.statistics().tokensIssued;
      const { response } = await generate({ prompt });
      assert.equal(response.status, 200, prompt);
      return vertex.statistics().tokensIssued - before;
    };
    await tokensFor('the first of its hour');
    assert.equal(await tokensFor('a moment later'), 0, 'it is kept');
    // Google's is good for an hour less a second: four minutes before its end it works still.
    nowMs += 56 * 60_000;
    assert.equal(await tokensFor('near the end'), 1, 'it is replaced before its end');
    vertex.revokeTokens();
    assert.equal(await tokensFor('after the revocation'), 1);
    assert.equal(await tokensFor('under way #emulate(revoke, times=1)'), 1);
  });

  it('sends eight requests at once with one token', async () => {
    nowMs += 2 * 3_600_000;
    const before = vertex.statistics().tokensIssued;
    const all = await Promise.all(
      Array.from({ length: 8 }, (_, index) => generate({ prompt: `burst ${index}` })),
    );
    assert.deepEqual(new Set(all.map(({ response }) => response.status)), new Set([200]));
    assert.equal(vertex.statistics().tokensIssued - before, 1);
  });

  it('takes every field that is Vertex’s alone, and a Gemini API is sent none of them and says which', async () => {
    const own = {
      contents: [{ role: 'user', parts: [{ text: 'a fig' }] }],
      generationConfig: {
        routingConfig: { manualMode: { modelName: 'a' } },
        modelConfig: { featureSelectionPreference: 'BALANCED' },
        audioTimestamp: true,
      },
      safety_settings: [
        { category: 'HARM_CATEGORY_HARASSMENT', threshold: 'BLOCK_NONE', method: 'SEVERITY' },
      ],
      outputConfig: {},
    };
    const path = '/v1beta/models/nano-banana-2:generateContent';
    const there = await gateway.post(path, own);
    assert.equal(there.status, 200, await there.text());
    assert.equal(there.headers.get('x-plantain-omitted'), null);
    assert.deepEqual(vertex.requests.at(-1)?.body, own);
    const gemini = await startGateway();
    try {
      const here = await gemini.post(path, own);
      assert.equal(here.status, 200, await here.text());
      const omitted = here.headers.get('x-plantain-omitted') ?? '';
      for (const name of [
        'generationConfig.routingConfig',
        'generationConfig.modelConfig',
        'generationConfig.audioTimestamp',
        'safetySettings.method',
        'outputConfig',
      ]) {
        assert.ok(omitted.includes(`${name};reason=`), omitted);
      }
      assert.deepEqual(gemini.upstream.requests.at(-1)?.body, {
        contents: own.contents,
        generationConfig: {},
        safety_settings: [{ category: 'HARM_CATEGORY_HARASSMENT', threshold: 'BLOCK_NONE' }],
      });
    } finally {
      await gemini.close();
    }
  });

  it('counts tokens of both forms of a body, and leaves out what Vertex does not count', async () => {
    const contents = [{ role: 'user', parts: [{ text: 'how many words are these' }] }];
    const count = async (body: Record<string, unknown>) => {
      const response = await gateway.post('/v1beta/models/gemini-3-pro-image:countTokens', body, {
        'x-goog-api-key': gateway.liveKey,
      });
      assert.equal(response.status, 200, await response.clone().text());
      return (await response.json()) as { totalTokens: number; totalBillableCharacters: number };
    };
    const plain = await count({ contents });
    assert.equal(plain.totalBillableCharacters, 20, 'Vertex counted');
    const config = { generationConfig: { responseModalities: ['IMAGE'] }, serviceTier: 'standard' };
    const model = 'models/gemini-3-pro-image';
    const whole = await count({ generateContentRequest: { model, contents, ...config } });
    assert.equal(whole.totalTokens, plain.totalTokens);
    assert.match(vertex.requests.at(-1)?.path ?? '', /^\/v1beta1\/projects\/.*:countTokens$/);
  });

  for (const [what, aheadMs] of [
    ['ahead', 40 * 60_000],
    ['behind', -90 * 60_000],
  ] as const) {
    it(`works on a machine whose clock is ${what}: it learns the time from the refusal`, async () => {
      const skewed = await start(JSON.stringify(await vertex.serviceAccount()), aheadMs);
      try {
        assert.equal((await generate({ prompt: 'skew' }, skewed)).response.status, 200, skewed.logText());
      } finally {
        await skewed.close();
      }
    });
  }

  it('speaks to express mode with an API key, without a project', async () => {
    const express = await start('express-key');
    try {
      assert.equal((await generate({ prompt: 'express' }, express)).response.status, 200);
      assert.equal(
        vertex.requests.at(-1)?.path,
        '/v1beta1/publishers/google/models/gemini-3-pro-image:generateContent',
      );
    } finally {
      await express.close();
    }
  });

  it('fails as denied when Google does not know the account, and says nothing of the key', async () => {
    const account = { ...(await vertex.serviceAccount()), client_email: 'stranger@example.com' };
    const other = await start(JSON.stringify(account));
    try {
      const { response, answer } = await generate({ prompt: 'stranger' }, other);
      assert.notEqual(response.status, 200);
      assert.ok(!JSON.stringify(answer).includes('account not found'));
    } finally {
      await other.close();
    }
  });

  it('takes native bodies: Vertex fields reach it, those of the Gemini API are reported', async () => {
    const response = await gateway.post(
      '/v1beta/models/gemini-3-pro-image:generateContent',
      {
        contents: [{ role: 'user', parts: [{ text: 'native' }] }],
        serviceTier: 'standard',
        generationConfig: {
          responseModalities: ['IMAGE'],
          imageConfig: { personGeneration: 'ALLOW_ADULT', imageOutputOptions: { mimeType: 'image/png' } },
        },
      },
      { 'x-goog-api-key': gateway.liveKey },
    );
    assert.equal(response.status, 200, await response.clone().text());
    assert.deepEqual(lastBody().generationConfig.imageConfig, {
      personGeneration: 'ALLOW_ADULT',
      imageOutputOptions: { mimeType: 'image/png' },
    });
    assert.match(response.headers.get('x-plantain-omitted') ?? '', /serviceTier/);
  });

  it('refuses a reference over its 7 MiB with that limit, and leaves it to a Gemini API channel where there is one', async () => {
    const picture = await sharp({ create: { width: 8, height: 8, channels: 3, background: 'green' } })
      .png()
      .toBuffer();
    const large = Buffer.concat([picture, Buffer.alloc(8_100_000 - picture.length)]);
    const images = [{ image_url: `data:image/png;base64,${large.toString('base64')}` }];
    const edit = (on: TestGateway) =>
      on.post('/v1/images/edits', { model: 'nano-banana-pro', prompt: 'larger', images });
    const refused = await edit(gateway);
    const { error } = (await refused.json()) as ImagesAnswer;
    assert.deepEqual([refused.status, error?.code], [400, 'invalid_image']);
    assert.match(error?.message ?? '', /takes references of at most 7340032 bytes \(7 MiB\)\. Send smaller/);
    const gemini: ChannelEntry = {
      id: 'gemini',
      provider: 'gemini-api',
      base_url: vertex.url,
      credential: 'a-key',
      tier: 'official',
      priority: 2,
      enabled: true,
      settings: {},
    };
    const both = await start(JSON.stringify(await vertex.serviceAccount()), 0, {}, gemini);
    try {
      const taken = await edit(both);
      assert.deepEqual([taken.status, taken.headers.get('x-plantain-channel')], [200, 'gemini']);
      await taken.arrayBuffer();
    } finally {
      await both.close();
    }
  });

  it('leaves no part of the private key and no token in its log', async () => {
    const log = gateway.logText();
    const line = secret.split('\n')[3] as string;
    assert.ok(log.length > 0);
    assert.ok(!log.includes(line) && !/ya29\.emulated-/.test(log));
  });
});

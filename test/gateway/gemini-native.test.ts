import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import sharp from 'sharp';
import { startGateway, type TestGateway } from './gateway.test.kit.ts';

interface NativeAnswer {
  readonly candidates?: readonly {
    readonly content?: {
      readonly parts?: readonly { readonly inlineData?: { readonly data: string } }[] | null;
    };
    readonly finishReason?: string;
  }[];
  readonly promptFeedback?: { readonly blockReason?: string };
  readonly modelVersion?: string;
  readonly error?: { readonly code: number; readonly message: string; readonly status: string };
}

const ask = (text: string, config?: object) => ({
  contents: [{ role: 'user', parts: [{ text }] }],
  ...(config ? { generationConfig: config } : {}),
});

describe('the Gemini-native routes', () => {
  let gateway: TestGateway;
  before(async () => {
    gateway = await startGateway();
  });
  after(() => gateway.close());

  const call = async (path: string, body: unknown, headers: Record<string, string> = {}) => {
    const response = await gateway.post(path, body, headers);
    return { response, answer: (await response.json()) as NativeAnswer };
  };
  const imageOf = (answer: NativeAnswer) => {
    const parts = answer.candidates?.[0]?.content?.parts ?? [];
    return Buffer.from(parts.find((part) => part.inlineData)?.inlineData?.data ?? '', 'base64');
  };
  const archived = async () => {
    const files = await readdir(path.join(gateway.dataFolder, 'artifacts'), { recursive: true });
    return files.filter((file) => /\.(png|jpeg|webp)$/.test(file)).length;
  };

  for (const version of ['v1beta', 'v1']) {
    for (const model of ['nano-banana-2', 'gemini-3.1-flash-image', 'gemini-3.1-flash-image-preview']) {
      it(`answers ${version} ${model}:generateContent with Google's body and archives the picture`, async () => {
        const before = await archived();
        const { response, answer } = await call(
          `/${version}/models/${model}:generateContent`,
          ask(`native ${version} ${model}`, { imageConfig: { aspectRatio: '16:9', imageSize: '2K' } }),
        );
        assert.equal(response.status, 200, JSON.stringify(answer).slice(0, 500));
        const { width, height } = await sharp(imageOf(answer)).metadata();
        assert.deepEqual([width, height], [2752, 1536]);
        assert.equal(await archived(), before + 1);
      });
    }
  }

  for (const version of ['v1beta', 'v1']) {
    it(`says under ${version} that interactions are not served, and what to send instead`, async () => {
      const body = { model: 'nano-banana-2', input: 'A fig', response_format: { type: 'image' } };
      const { response, answer } = await call(`/${version}/interactions`, body);
      assert.deepEqual([response.status, answer.error?.status], [404, 'NOT_FOUND']);
      assert.match(answer.error?.message ?? '', /Send :generateContent/);
    });
  }

  it('passes the bytes of the upstream on unchanged, whatever escapes and spaces they have', async () => {
    for (const directive of ['escape', 'whitespace', 'key-order']) {
      const body = ask(`bytes #emulate(${directive})`);
      const direct = await fetch(
        `${gateway.upstream.url}/v1beta/models/gemini-3.1-flash-image:generateContent`,
        { method: 'POST', headers: { 'x-goog-api-key': 'k' }, body: JSON.stringify(body) },
      );
      const through = await gateway.post('/v1beta/models/nano-banana-2:generateContent', body);
      const variable = /"responseId"\s*:\s*"[^"]*"|"[a-zA-Z]*[tT]okenCount"\s*:\s*\d+/g;
      const [expected, actual] = [await direct.text(), await through.text()];
      assert.equal(actual.replace(variable, ''), expected.replace(variable, ''), directive);
    }
  });

  it('streams server-sent events without [DONE], with the picture in one event', async () => {
    const response = await gateway.post(
      '/v1beta/models/nano-banana-2:streamGenerateContent?alt=sse',
      ask('stream it'),
    );
    assert.match(response.headers.get('content-type') ?? '', /^text\/event-stream/);
    const text = await response.text();
    assert.doesNotMatch(text, /\[DONE\]/);
    const events = text.split(/\r?\n\r?\n/).filter(Boolean);
    assert.equal(events.filter((event) => event.includes('inlineData')).length, 1);
    for (const event of events) JSON.parse(event.replace(/^data: /, ''));
  });

  it('streams a JSON array without alt=sse', async () => {
    const { answer } = await call('/v1beta/models/nano-banana-2:streamGenerateContent', ask('array'));
    assert.ok(Array.isArray(answer));
  });

  it('sends a long conversation upstream as it came: history, signatures, system text, safety settings, tools', async () => {
    const picture = await sharp({
      create: { width: 64, height: 64, channels: 3, background: 'red' },
    })
      .png()
      .toBuffer();
    const body = {
      systemInstruction: { parts: [{ text: 'Be brief.' }], role: 'user' },
      safetySettings: [{ category: 'HARM_CATEGORY_HARASSMENT', threshold: 'BLOCK_NONE' }],
      tools: [{ googleSearch: {} }],
      contents: [
        { role: 'user', parts: [{ text: 'Draw a red square.' }] },
        {
          role: 'model',
          parts: [
            {
              inlineData: { mimeType: 'image/png', data: picture.toString('base64') },
              thoughtSignature: 'c2ln',
            },
          ],
        },
        { role: 'user', parts: [{ text: 'Now make it blue.' }] },
      ],
      generationConfig: { responseModalities: ['TEXT', 'IMAGE'] },
    };
    const { response, answer } = await call('/v1beta/models/nano-banana-2:generateContent', body);
    assert.equal(response.status, 200, JSON.stringify(answer).slice(0, 500));
    const sent = JSON.stringify(gateway.upstream.requests.at(-1));
    for (const word of ['Be brief.', 'BLOCK_NONE', 'googleSearch', 'thoughtSignature', 'Now make it blue.']) {
      assert.ok(sent.includes(word), word);
    }
  });

  it('accepts snake_case, no role, no config and a models/ prefix in the path', async () => {
    const { response, answer } = await call('/v1beta/models/models/nano-banana-2:generateContent', {
      contents: [{ parts: [{ text: 'snake' }] }],
      generation_config: { image_config: { aspect_ratio: '1:1', image_size: '1K' } },
    });
    assert.equal(response.status, 200, JSON.stringify(answer).slice(0, 500));
    assert.equal((await sharp(imageOf(answer)).metadata()).width, 1024);
  });

  it('reads past a byte order mark, also one that comes in two pieces, and past no half of one', async () => {
    const post = (...pieces: (readonly number[] | string)[]) => {
      const bytes = pieces.map((piece) => new Uint8Array(Buffer.from(piece as string)));
      return fetch(`${gateway.url}/v1beta/models/nano-banana-2:generateContent`, {
        method: 'POST',
        headers: { 'x-goog-api-key': gateway.liveKey, 'content-type': 'application/json' },
        // Each is a chunk of its own.
        body: ReadableStream.from(bytes),
        duplex: 'half',
      } as RequestInit);
    };
    const body = JSON.stringify(ask('marked'));
    for (const [pieces, status] of [
      [[[0xef, 0xbb, 0xbf], body], 200],
      [[[0xef], [0xbb, 0xbf], body], 200],
      [[[0xef, 0xbb], body], 400],
      [[[0xef, 0xbb, 0xbf], [0xef, 0xbb, 0xbf], body], 400],
    ] as const) {
      const answer = await post(...pieces);
      assert.equal(answer.status, status, await answer.text());
    }
  });

  it('strips imageOutputOptions for a Gemini API channel and says so (the outage of April 2026)', async () => {
    const { response, answer } = await call(
      '/v1beta/models/nano-banana-2:generateContent',
      ask('options', { imageConfig: { imageSize: '1K', imageOutputOptions: { mimeType: 'image/png' } } }),
    );
    assert.equal(response.status, 200, JSON.stringify(answer).slice(0, 500));
    assert.doesNotMatch(JSON.stringify(gateway.upstream.requests.at(-1)), /imageOutputOptions/);
    assert.match(
      response.headers.get('x-plantain-omitted') ?? '',
      /^generationConfig\.imageConfig\.imageOutputOptions;reason=/,
    );
  });

  it("refuses an unknown name in Google's words, before anything is sent", async () => {
    const before = gateway.upstream.requests.length;
    const { response, answer } = await call(
      '/v1beta/models/nano-banana-2:generateContent',
      ask('x', { imageConfig: { negativePrompt: 'no' } }),
    );
    assert.equal(response.status, 400);
    assert.deepEqual(answer.error, {
      code: 400,
      message:
        'Invalid JSON payload received. Unknown name "negativePrompt" at \'generation_config.image_config\': Cannot find field.',
      status: 'INVALID_ARGUMENT',
    });
    assert.equal(gateway.upstream.requests.length, before);
  });

  it('refuses a size or a ratio the model lacks with those it has, before anything is sent', async () => {
    const before = gateway.upstream.requests.length;
    for (const [model, imageConfig, words] of [
      ['nano-banana-pro', { imageSize: '512' }, /image_size: "512"\. Supported .* are: 1K, 2K, 4K\.$/],
      ['nano-banana', { image_size: '2K' }, /image_size: "2K"\. Supported .* are: 1K\.$/],
      ['nano-banana-pro', { aspectRatio: '8:1' }, /aspect_ratio: "8:1"\. Supported .*, 16:9, 21:9\.$/],
    ] as const) {
      const path = `/v1beta/models/${model}:generateContent`;
      const { response, answer } = await call(path, ask('x', { imageConfig }));
      assert.deepEqual([response.status, answer.error?.status], [400, 'INVALID_ARGUMENT']);
      assert.match(answer.error?.message ?? '', words);
    }
    assert.equal(gateway.upstream.requests.length, before);
  });

  it('refuses a member in both spellings, of which one would be priced and the other made, before anything is sent', async () => {
    const before = gateway.upstream.requests.length;
    const twice = { imageConfig: { imageSize: '1K' }, image_config: { image_size: '4K' } };
    const { image_config, ...once } = twice;
    const image = { response_format: { image: { delivery: 'URI' } }, responseFormat: { image: {} } };
    for (const body of [
      ask('twice', twice),
      ask('twice', { imageConfig: { imageSize: '1K', image_size: '4K' } }),
      ask('twice', image),
      { ...ask('twice', once), generation_config: { image_config } },
    ]) {
      for (const method of ['generateContent', 'streamGenerateContent?alt=sse', 'batchGenerateContent']) {
        const isBatch = method === 'batchGenerateContent';
        const batch = { inputConfig: { requests: { requests: [{ request: body }] } } };
        const sent = isBatch ? { batch } : body;
        const { response, answer } = await call(`/v1beta/models/nano-banana-2:${method}`, sent);
        assert.deepEqual([response.status, answer.error?.status], [400, 'INVALID_ARGUMENT'], method);
        assert.match(answer.error?.message ?? '', /stands twice, in camelCase and in snake_case/);
      }
    }
    assert.equal(gateway.upstream.requests.length, before);
  });

  it('tells on the receipt the ratio, the size and the pictures that were asked for', async () => {
    const png = await sharp({ create: { width: 64, height: 64, channels: 3, background: 'red' } })
      .png()
      .toBuffer();
    const inline = { inlineData: { mimeType: 'image/png', data: png.toString('base64') } };
    const snake = { inline_data: { mime_type: 'image/PNG', data: png.toString('base64') } };
    const { response } = await call('/v1beta/models/nano-banana-2:generateContent', {
      contents: [{ role: 'user', parts: [{ text: 'At night' }, inline, snake] }],
      generationConfig: { imageConfig: { aspectRatio: '4:5', imageSize: '512' } },
    });
    assert.equal(response.status, 200);
    const id = response.headers.get('x-plantain-generation');
    const headers = { authorization: `Bearer ${gateway.liveKey}` };
    const receipt = (await (await fetch(`${gateway.url}/v1/generations/${id}`, { headers })).json()) as {
      requested: { aspect_ratio: string; resolution: string; references: string[] };
      progress: { references: object };
      references: { total: number; ready: number; items: { media_type: string; from: string }[] };
    };
    const { aspect_ratio, resolution, references } = receipt.requested;
    assert.deepEqual([aspect_ratio, resolution, references], ['4:5', '0.5K', ['inline', 'inline']]);
    assert.deepEqual(receipt.progress.references, { done: 2, total: 2 });
    assert.deepEqual([receipt.references.total, receipt.references.ready], [2, 2]);
    for (const item of receipt.references.items) {
      assert.deepEqual([item.media_type, item.from], ['image/png', 'inline']);
    }
  });

  it("passes Google's own refusal of a client's body on, without a second try", async () => {
    const before = gateway.upstream.requests.length;
    const { response, answer } = await call(
      '/v1beta/models/nano-banana-2:generateContent',
      ask('x', { candidateCount: 2 }),
    );
    assert.deepEqual(
      [response.status, answer.error?.message],
      [400, 'Multiple candidates is not enabled for this model'],
    );
    assert.equal(gateway.upstream.requests.length - before, 1);
  });

  it('takes the name that ComfyUI writes for its own proxy, tells that it is left out, and refuses others beside it', async () => {
    const path = '/v1beta/models/nano-banana-2:generateContent';
    for (const name of ['uploadImagesToStorage', 'upload_images_to_storage']) {
      const { response, answer } = await call(path, { ...ask('comfy'), [name]: true });
      assert.equal(response.status, 200, JSON.stringify(answer).slice(0, 300));
      assert.match(response.headers.get('x-plantain-omitted') ?? '', new RegExp(`^${name};reason="`));
      assert.doesNotMatch(JSON.stringify(gateway.upstream.requests.at(-1)?.body), /torage/);
    }
    const other = { ...ask('comfy'), uploadImagesToStorage: true, uploadImages: true };
    const { response, answer } = await call(path, other);
    assert.equal(response.status, 400);
    assert.doesNotMatch(answer.error?.message ?? '', /uploadImagesToStorage/);
    assert.match(answer.error?.message ?? '', /Unknown name "uploadImages": Cannot find field/);
  });

  it("passes a blocked prompt on in Google's own 200 shape, records a failure and keeps no picture", async () => {
    const before = await archived();
    const { response, answer } = await call(
      '/v1beta/models/nano-banana-2:generateContent',
      ask('blocked #emulate(block, reason=PROHIBITED_CONTENT)'),
    );
    assert.equal(response.status, 200);
    assert.equal(answer.promptFeedback?.blockReason, 'PROHIBITED_CONTENT');
    assert.equal(await archived(), before);
  });

  it('fails over before the first byte of a picture', async () => {
    const { response, answer } = await call(
      '/v1beta/models/nano-banana-2:generateContent',
      ask('failover #emulate(status, code=503, times=1)'),
    );
    assert.equal(response.status, 200, JSON.stringify(answer).slice(0, 300));
  });

  it('ends a cut picture uncleanly and keeps nothing of it', async () => {
    const before = await archived();
    const response = await gateway.post(
      '/v1beta/models/nano-banana-2:generateContent',
      ask('cut #emulate(cut, at=0.5)'),
    );
    assert.equal(response.status, 200);
    await assert.rejects(response.text());
    assert.equal(await archived(), before);
  });

  it("says Google's errors for a wrong key, no key, an unknown model and an unknown method", async () => {
    const url = `${gateway.url}/v1beta/models/nano-banana-2:generateContent`;
    const body = JSON.stringify(ask('x'));
    const wrong = await fetch(url, { method: 'POST', headers: { 'x-goog-api-key': 'AIza-wrong' }, body });
    const wrongBody = (await wrong.json()) as { error: { details: { reason?: string }[] } };
    assert.deepEqual([wrong.status, wrongBody.error.details[0]?.reason], [400, 'API_KEY_INVALID']);
    for (const [query, headers] of [
      ['', { 'x-api-key': 'bad' }],
      ['', { 'api-key': 'bad' }],
      ['?key=bad', { 'x-goog-api-key': '' }],
    ] as [string, Record<string, string>][]) {
      assert.equal((await fetch(url + query, { method: 'POST', headers, body })).status, 400);
    }
    const none = await fetch(url, { method: 'POST', body });
    assert.equal(none.status, 403);
    const model = await call('/v1beta/models/no-such-model:generateContent', ask('x'));
    assert.deepEqual([model.response.status, model.answer.error?.status], [404, 'NOT_FOUND']);
    const method = await call('/v1beta/models/nano-banana-2:predict', ask('x'));
    assert.deepEqual([method.response.status, method.answer.error?.status], [404, 'NOT_FOUND']);
  });

  it('takes the key from ?key=, x-goog-api-key or Bearer, and the first valid one of several', async () => {
    const body = JSON.stringify(ask('keys'));
    const post = (query: string, headers: Record<string, string>) =>
      fetch(`${gateway.url}/v1beta/models/nano-banana-2:generateContent${query}`, {
        method: 'POST',
        headers,
        body,
      });
    const key = gateway.liveKey;
    for (const [query, headers] of [
      [`?key=${key}`, {}],
      ['', { 'x-goog-api-key': key }],
      ['', { authorization: `Bearer ${key}` }],
      ['', { 'x-goog-api-key': 'AIza-of-somebody', authorization: `Bearer ${key}` }],
    ] as [string, Record<string, string>][]) {
      const response = await post(query, headers);
      assert.equal(response.status, 200);
      await response.arrayBuffer();
    }
    assert.ok(!gateway.logText().includes(key));
  });
});

describe('a native request whose first upstream id is gone', () => {
  let gateway: TestGateway;
  before(async () => {
    gateway = await startGateway({ emulator: { retired: ['gemini-3.1-flash-image'] } });
  });
  after(() => gateway.close());

  const tried = async (imageConfig: object) => {
    const path = '/v1beta/models/nano-banana-2:generateContent';
    const response = await gateway.post(path, ask('gone', { imageConfig }));
    await response.text();
    const id = response.headers.get('x-plantain-generation');
    const headers = { authorization: `Bearer ${gateway.liveKey}` };
    const receipt = await (await fetch(`${gateway.url}/v1/generations/${id}`, { headers })).json();
    const models = (receipt as { attempts: { model: string }[] }).attempts.map(({ model }) => model);
    return { status: response.status, models: [...new Set(models)] };
  };

  it('goes to the next id, but not to one that lacks its size', async () => {
    const gone = 'gemini-3.1-flash-image';
    const models = [gone, 'gemini-nano-banana-2.1'];
    assert.deepEqual(await tried({ imageSize: '2K' }), { status: 200, models });
    assert.deepEqual(await tried({ imageSize: '512' }), { status: 404, models: [gone] });
  });
});

describe('the model list', () => {
  let gateway: TestGateway;
  before(async () => {
    gateway = await startGateway();
  });
  after(() => gateway.close());

  const get = (path: string, headers: Record<string, string>) => fetch(gateway.url + path, { headers });

  it('answers OpenAI and Google clients with one body', async () => {
    const response = await get('/v1/models', { authorization: `Bearer ${gateway.liveKey}` });
    const list = (await response.json()) as {
      data: { id: string }[];
      models: {
        name: string;
        supportedGenerationMethods: string[];
        inputTokenLimit?: number;
        outputTokenLimit?: number;
      }[];
    };
    assert.ok(list.data.some((model) => model.id === 'nano-banana-2'));
    assert.ok(list.models.some((model) => model.name === 'models/gemini-3-pro-image'));
    const limits = list.models.map(({ name, inputTokenLimit, outputTokenLimit, ...model }) => {
      assert.deepEqual(model.supportedGenerationMethods, [
        'generateContent',
        'countTokens',
        'batchGenerateContent',
      ]);
      return [name, inputTokenLimit, outputTokenLimit] as const;
    });
    for (const expected of [
      ['models/nano-banana-2', 131_072, 32_768],
      ['models/nano-banana-2-lite', 65_536, 4_096],
      // No document states them.
      ['models/nano-banana-2.1', undefined, undefined],
    ] as const) {
      assert.deepEqual(
        limits.find(([name]) => name === expected[0]),
        expected,
      );
    }
  });

  it('answers one model, and 404 in the shape of whoever asks', async () => {
    const one = await get('/v1/models/nano-banana-pro', { authorization: `Bearer ${gateway.liveKey}` });
    assert.equal(((await one.json()) as { id: string }).id, 'nano-banana-pro');
    const openai = await get('/v1/models/nope', { authorization: `Bearer ${gateway.liveKey}` });
    assert.equal(((await openai.json()) as { error: { code: string } }).error.code, 'model_not_found');
    const google = await get('/v1beta/models/nope', { 'x-goog-api-key': gateway.liveKey });
    assert.equal(((await google.json()) as { error: { code: number } }).error.code, 404);
  });

  it('asks for a key', async () => {
    assert.equal((await get('/v1/models', {})).status, 401);
  });
});

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import sharp from 'sharp';
import { startGateway, type TestGateway } from './gateway.test.kit.ts';
import { type PhotoServer, startPhotoServer } from './photo-server.test.kit.ts';

interface ImagesAnswer {
  readonly created: number;
  readonly data: readonly { readonly url?: string; readonly b64_json?: string }[];
  readonly error?: {
    readonly message: string;
    readonly type: string;
    readonly code: string;
    readonly param: string | null;
  };
}

interface Tokens {
  readonly total_tokens: number;
}

describe('POST /v1/images/generations', () => {
  let gateway: TestGateway;
  let photos: PhotoServer;
  before(async () => {
    [gateway, photos] = await Promise.all([startGateway(), startPhotoServer()]);
  });
  after(async () => {
    await gateway.close();
    await photos.close();
  });

  const generate = async (body: Record<string, unknown>, headers: Record<string, string> = {}) => {
    const response = await gateway.post('/v1/images/generations', body, headers);
    return { response, answer: (await response.json()) as ImagesAnswer };
  };
  const measure = async (url: string | undefined) => {
    const image = await fetch(url as string);
    assert.equal(image.status, 200);
    const bytes = Buffer.from(await image.arrayBuffer());
    const { width, height, format } = await sharp(bytes).metadata();
    assert.equal(image.headers.get('content-type'), `image/${format}`);
    return { size: `${width}x${height}`, format, bytes };
  };

  it('answers a prompt with the URL of an archived picture of the default size', async () => {
    const { response, answer } = await generate({ model: 'nano-banana-2', prompt: 'A plantain on a table' });
    assert.equal(response.status, 200);
    assert.ok(Math.abs(answer.created - Date.now() / 1000) < 60);
    assert.equal((await measure(answer.data[0]?.url)).size, '1024x1024');
    assert.equal(response.headers.get('x-plantain-channel'), 'upstream');
  });

  it('names the artifact by the grammar, with the request id of the header', async () => {
    const { response, answer } = await generate({ model: 'nano-banana-2', prompt: 'grammar' });
    const id = response.headers.get('x-request-id') as string;
    assert.match(id, /^\d{14}\d{9}[0-9A-Za-z]{22}$/);
    const day = `${id.slice(0, 4)}/${id.slice(4, 6)}/${id.slice(6, 8)}`;
    assert.equal(answer.data[0]?.url, `${gateway.url}/task-artifacts/${day}/sync-image/${id}-1.jpeg`);
  });

  for (const format of ['jpeg', 'png', 'webp']) {
    it(`edits a photograph given as a ${format} URL at 1K, 2K 16:9 and 4K`, async () => {
      const sizes = [
        [{ resolution: '1K' }, '1264x848'],
        [{ resolution: '2K', aspect_ratio: '16:9' }, '2752x1536'],
        [{ resolution: '4K', aspect_ratio: '1:1' }, '4096x4096'],
      ] as const;
      for (const [shape, expected] of sizes) {
        const { response, answer } = await generate({
          model: 'nano-banana-2',
          prompt: 'Turn this photo into a watercolour',
          image_input: [`${photos.url}/photo.${format}`],
          ...shape,
        });
        assert.equal(response.status, 200, JSON.stringify(answer));
        assert.equal((await measure(answer.data[0]?.url)).size, expected);
      }
    });
  }

  it('sends 14 references upstream and refuses 15 with the exact sentence', async () => {
    const urls = Array.from({ length: 15 }, (_, index) => `${photos.url}/photo.jpeg?${index}`);
    const fourteen = await generate({
      model: 'nano-banana-2',
      prompt: 'Blend them',
      image_input: urls.slice(0, 14),
    });
    assert.equal(fourteen.response.status, 200, JSON.stringify(fourteen.answer));
    const sent = JSON.stringify(gateway.upstream.requests.at(-1));
    assert.equal(sent.match(/inlineData/g)?.length, 14);

    const before = gateway.upstream.requests.length;
    const { response, answer } = await generate({
      model: 'nano-banana-2',
      prompt: 'Blend them',
      image_input: urls,
    });
    assert.equal(response.status, 400);
    const id = response.headers.get('x-request-id');
    assert.equal(
      answer.error?.message,
      `at most 14 reference images are currently supported for nano-banana-2 (request id: ${id})`,
    );
    assert.equal(gateway.upstream.requests.length, before, 'nothing was sent');
  });

  it('refuses an 11th reference for nano-banana with the exact sentence', async () => {
    const urls = Array.from({ length: 11 }, () => `${photos.url}/photo.jpeg`);
    const { response, answer } = await generate({ model: 'nano-banana', prompt: 'x', image_input: urls });
    assert.equal(response.status, 400);
    assert.match(
      answer.error?.message ?? '',
      /^at most 10 reference images are currently supported for nano-banana \(/,
    );
  });

  for (const [format, type] of [
    ['png', 'png'],
    ['jpg', 'jpeg'],
  ] as const) {
    it(`delivers nano-banana-pro at 4K 21:9 as ${format}`, async () => {
      const { answer } = await generate({
        model: 'nano-banana-pro',
        prompt: 'A wide harbour at dusk',
        resolution: '4K',
        aspect_ratio: '21:9',
        output_format: format,
      });
      const measured = await measure(answer.data[0]?.url);
      assert.deepEqual([measured.size, measured.format], ['6336x2688', type]);
      assert.match(answer.data[0]?.url ?? '', new RegExp(`-1\\.${type}$`));
    });
  }

  it('makes a smaller JPEG of a lower output_compression', async () => {
    const shape = { model: 'nano-banana-2', prompt: 'compression', output_format: 'jpeg' };
    const fine = await generate({ ...shape, output_compression: 95 });
    const coarse = await generate({ ...shape, output_compression: 10 });
    const [large, small] = [
      await measure(fine.answer.data[0]?.url),
      await measure(coarse.answer.data[0]?.url),
    ];
    assert.ok(small.bytes.length < large.bytes.length / 2, `${small.bytes.length} of ${large.bytes.length}`);
  });

  it('answers b64_json with the bytes of the archived picture and no url', async () => {
    const { answer } = await generate({ model: 'nano-banana-2', prompt: 'b64', response_format: 'b64_json' });
    const [image] = answer.data;
    assert.deepEqual(Object.keys(image ?? {}), ['b64_json']);
    const { width, format } = await sharp(Buffer.from(image?.b64_json ?? '', 'base64')).metadata();
    assert.deepEqual([width, format], [1024, 'jpeg']);
  });

  it('answers url and b64_json to a key set to both, unless the request names one', async () => {
    const settings = { responseFormat: 'both' } as const;
    const { key } = await gateway.app.keys.create({ mode: 'live', name: 'both', settings });
    const fields = async (body: object) => {
      const order = { model: 'nano-banana-2', prompt: 'both', ...body };
      const answer = await gateway.post('/v1/images/generations', order, { authorization: `Bearer ${key}` });
      const { data } = (await answer.json()) as { data: [{ url?: string; b64_json?: string }] };
      return data[0];
    };
    const image = await fields({});
    assert.deepEqual(Object.keys(image), ['url', 'b64_json']);
    const { bytes } = await measure(image.url);
    assert.ok(bytes.equals(Buffer.from(image.b64_json ?? '', 'base64')));
    assert.deepEqual(Object.keys(await fields({ response_format: 'url' })), ['url']);
    assert.deepEqual(Object.keys(await fields({ response_format: 'b64_json' })), ['b64_json']);
  });

  it('fans n out to n upstream calls and numbers the artifacts', async () => {
    const before = gateway.upstream.requests.length;
    const { answer } = await generate({ model: 'nano-banana-2', prompt: 'three of them', n: 3 });
    assert.equal(gateway.upstream.requests.length - before, 3);
    assert.deepEqual(answer.data.map((image) => /-(\d)\.jpeg$/.exec(image.url ?? '')?.[1]).sort(), [
      '1',
      '2',
      '3',
    ]);
  });

  it('answers a partial success with the images it has and says how many are missing', async () => {
    const { response, answer } = await generate({
      model: 'nano-banana-2',
      prompt: 'partial #emulate(block, reason=IMAGE_SAFETY, times=1)',
      n: 3,
    });
    assert.equal(response.status, 200, JSON.stringify(answer));
    assert.equal(answer.data.length, 2);
    assert.match(response.headers.get('x-plantain-omitted') ?? '', /^n;reason="1 of 3 images failed/);
  });

  it('tells with each streamed image its own tokens, so that those who add them up have the total, also when repeated', async () => {
    const body = {
      model: 'nano-banana-2',
      prompt: 'three in a stream #emulate(usage, told=nothing, times=1)',
      n: 3,
      stream: true,
      response_format: 'url',
    };
    const stream = async () => {
      const key = { 'idempotency-key': 'three-in-a-stream' };
      const response = await gateway.post('/v1/images/generations', body, key);
      const events = [...(await response.text()).matchAll(/^data: (\{.*\})$/gm)];
      const usage = events.map(([, data]) => (JSON.parse(data as string) as { usage: Tokens }).usage);
      return { usage, id: response.headers.get('x-plantain-generation') };
    };
    const { usage, id } = await stream();
    const headers = { authorization: `Bearer ${gateway.liveKey}` };
    const receipt = await (await fetch(`${gateway.url}/v1/generations/${id}`, { headers })).json();
    const total = (receipt as { usage: { total_tokens: number } }).usage.total_tokens;
    const told = usage.map(({ total_tokens }) => total_tokens);
    assert.equal(
      told.reduce((sum, tokens) => sum + tokens, 0),
      total,
    );
    assert.deepEqual(
      told.toSorted((a, b) => a - b),
      [0, total / 2, total / 2],
    );
    assert.deepEqual((await stream()).usage, usage);
  });

  it('streams one completed event that holds the picture', async () => {
    const response = await gateway.post('/v1/images/generations', {
      model: 'nano-banana-2',
      prompt: 'stream',
      stream: true,
      response_format: 'b64_json',
    });
    assert.match(response.headers.get('content-type') ?? '', /^text\/event-stream/);
    const text = await response.text();
    assert.match(text, /^event: image_generation\.completed\ndata: \{"type":"image_generation\.completed"/);
    const event = JSON.parse(/data: (\{.*\})\n/.exec(text)?.[1] ?? '');
    assert.equal((await sharp(Buffer.from(event.b64_json, 'base64')).metadata()).width, 1024);
  });

  it('takes the last picture that is no thought and keeps no draft', async () => {
    const { answer } = await generate({
      model: 'nano-banana-pro',
      prompt: 'drafts #emulate(multi, count=3)',
    });
    assert.equal(answer.data.length, 1);
  });

  it('stores what the bytes are, not what the upstream said they are', async () => {
    const { answer } = await generate({ model: 'nano-banana-pro', prompt: 'lie #emulate(mime-lies)' });
    const measured = await measure(answer.data[0]?.url);
    assert.match(answer.data[0]?.url ?? '', new RegExp(`\\.${measured.format}$`));
  });

  for (const shape of ['markdown-data', 'inline']) {
    it(`reads the relay output shape ${shape}`, async () => {
      const { response, answer } = await generate({
        model: 'nano-banana-2',
        prompt: `relay #emulate(relay, shape=${shape})`,
      });
      assert.equal(response.status, 200, JSON.stringify(answer));
      assert.equal((await measure(answer.data[0]?.url)).size, '1024x1024');
    });
  }

  const failures: [string, string, number, string][] = [
    ['a blocked prompt', '#emulate(block, reason=PROHIBITED_CONTENT)', 400, 'moderation_blocked'],
    ['a filtered picture', '#emulate(block, reason=IMAGE_SAFETY)', 400, 'moderation_blocked'],
    ['an answer without a picture', '#emulate(no-image)', 400, 'no_image'],
    ['text instead of a picture', '#emulate(text-only)', 400, 'no_image'],
    ['null parts', '#emulate(parts-null)', 400, 'no_image'],
    ['an exhausted quota', '#emulate(status, code=429, retry=3s)', 429, 'upstream_rate_limited'],
    ['an overloaded upstream', '#emulate(status, code=503)', 503, 'upstream_unavailable'],
    ['a body cut in half', '#emulate(cut, at=0.5)', 502, 'bad_response_body'],
    ['half a JSON document', '#emulate(half-json)', 502, 'bad_response_body'],
  ];
  for (const [name, directive, status, code] of failures) {
    it(`says ${code} for ${name}, never 200`, async () => {
      // In the sandbox, where a provoked failure is not held against the channel.
      const headers = { authorization: `Bearer ${gateway.testKey}` };
      const { response, answer } = await generate(
        { model: 'nano-banana-2', prompt: `fail ${directive}` },
        headers,
      );
      assert.deepEqual([response.status, answer.error?.code], [status, code], JSON.stringify(answer));
      assert.match(answer.error?.message ?? '', /\(request id: \d{23}\w{22}\)$/);
    });
  }

  for (const final of ['block, reason=SAFETY', 'no-image', 'text-only', 'parts-null']) {
    it(`makes one upstream call, and charges nothing, when that one ends with ${final}`, async () => {
      const before = gateway.upstream.requests.length;
      const prompt = `once #emulate(${final})`;
      const { response } = await generate({ model: 'nano-banana-2', prompt });
      assert.equal(response.status, 400);
      assert.equal(gateway.upstream.requests.length - before, 1);
      const receipt = await fetch(
        `${gateway.url}/v1/generations/${response.headers.get('x-plantain-generation')}`,
        { headers: { authorization: `Bearer ${gateway.liveKey}` } },
      );
      const { cost } = (await receipt.json()) as { cost: { charged_usd: string | number } };
      assert.equal(Number(cost.charged_usd), 0);
    });
  }

  it('goes on to the next upstream id when the first fails', async () => {
    const { response, answer } = await generate({
      model: 'nano-banana-2',
      prompt: 'fallback #emulate(status, code=503, times=1)',
    });
    assert.equal(response.status, 200, JSON.stringify(answer));
  });

  const refusals: [string, Record<string, unknown>, string, RegExp][] = [
    ['image', { image: 'https://example.com/a.png' }, 'image', /image_input/],
    ['a data: reference', { image_input: ['data:image/png;base64,AAAA'] }, 'image_input[0]', /Base64/],
    ['imageOutputOptions', { imageOutputOptions: {} }, 'imageOutputOptions', /output_format/],
    ['a ratio the model lacks', { aspect_ratio: '7:5' }, 'aspect_ratio', /16:9/],
    ['a size the model lacks', { model: 'nano-banana', resolution: '4K' }, 'resolution', /1K/],
    ['n of 0', { n: 0 }, 'n', /^n: must be at least 1 \(/],
    ['n of 11', { n: 11 }, 'n', /^n: must be at most 10 \(/],
    ['n of 1.5', { n: 1.5 }, 'n', /whole/],
    ['an empty prompt', { prompt: ' ' }, 'prompt', /required/],
    ['an unknown format', { output_format: 'gif' }, 'output_format', /png/],
    [
      'a size that contradicts the ratio',
      { size: '1024x1024', aspect_ratio: '16:9' },
      'size',
      /aspect_ratio/,
    ],
    ['a prompt of 32,001 characters', { prompt: '🍌'.repeat(32_001) }, 'prompt', /32000/],
  ];
  for (const [name, extra, param, message] of refusals) {
    it(`refuses ${name} with 400, naming the field, and sends nothing upstream`, async () => {
      const before = gateway.upstream.requests.length;
      const { response, answer } = await generate({ model: 'nano-banana-2', prompt: 'x', ...extra });
      assert.equal(response.status, 400);
      assert.equal(answer.error?.param, param);
      assert.match(answer.error?.message ?? '', message);
      assert.equal(gateway.upstream.requests.length, before);
    });
  }

  it('accepts 32,000 characters beyond the basic plane', async () => {
    const { response } = await generate({ model: 'nano-banana-2', prompt: '🍌'.repeat(32_000) });
    assert.equal(response.status, 200);
  });

  it('reads size as the nearest ratio and tier, and reports it', async () => {
    for (const [size, expected] of [
      ['1536x1024', '1264x848'],
      ['1024x1792', '768x1376'],
      ['512x512', '512x512'],
      ['2K', '2048x2048'],
      ['auto', '1024x1024'],
    ]) {
      const { response, answer } = await generate({ model: 'nano-banana-2', prompt: 'size', size });
      assert.equal((await measure(answer.data[0]?.url)).size, expected, size);
      const isExact = size === expected || !/x/.test(size ?? '');
      assert.equal(response.headers.has('x-plantain-omitted'), !isExact, size);
    }
  });

  it('leaves nothing out where the pixels asked for are those that are made, so strict takes them', async () => {
    const strict = { 'x-plantain-strict': 'true' };
    const ask = (body: object) =>
      gateway.post('/v1/images/generations', { prompt: 'square', ...body }, strict);
    for (const [model, size] of [
      ['nano-banana', '1024x1024'],
      ['nano-banana-2', '512x512'],
      ['nano-banana-2', '1024x1024'],
      ['nano-banana-2', '2048x2048'],
      ['nano-banana-pro', '4096x4096'],
    ] as const) {
      const response = await ask({ model, size });
      const answer = (await response.json()) as ImagesAnswer;
      assert.equal(response.status, 200, JSON.stringify(answer));
      assert.equal((await measure(answer.data[0]?.url)).size, size);
      assert.equal(response.headers.get('x-plantain-omitted'), null);
    }
    for (const [model, size] of [
      ['nano-banana-2', '1000x1000'],
      ['nano-banana-2', '1344x768'],
      ['nano-banana', '512x512'],
    ] as const) {
      assert.equal((await ask({ model, size })).status, 400, `${model} ${size}`);
    }
  });

  it('reports parameters of other models as omitted, and refuses them when strict', async () => {
    const body = { model: 'nano-banana-2', prompt: 'legacy', style: 'vivid', quality: 'standard' };
    const { response } = await generate(body);
    assert.equal(response.status, 200);
    assert.match(
      response.headers.get('x-plantain-omitted') ?? '',
      /style;reason=.*quality;reason="these models do not have it"/,
    );
    const strict = await generate(body, { 'x-plantain-strict': 'true' });
    assert.deepEqual([strict.response.status, strict.answer.error?.param], [400, 'style']);
  });

  it('takes what wishes nothing of the picture also when strict, and still reports it', async () => {
    const idle = { user: 'u-1', safety_identifier: 's', metadata: { app: 'x' }, quality: 'auto' };
    const body = { model: 'nano-banana-2', prompt: 'strict', background: 'opaque', style: null, ...idle };
    const { response } = await generate(body, { 'x-plantain-strict': 'true' });
    assert.equal(response.status, 200);
    for (const name of [...Object.keys(idle), 'background']) {
      assert.match(response.headers.get('x-plantain-omitted') ?? '', new RegExp(`${name};reason="it wishes`));
    }
    const seen = await generate({ ...body, background: 'transparent' }, { 'x-plantain-strict': 'true' });
    assert.deepEqual([seen.response.status, seen.answer.error?.param], [400, 'background']);
  });

  it('answers an unreachable reference with invalid_image_url and names it', async () => {
    const { response, answer } = await generate({
      model: 'nano-banana-2',
      prompt: 'x',
      image_input: [`${photos.url}/photo.jpeg`, `${photos.url}/missing.jpeg`],
    });
    assert.deepEqual([response.status, answer.error?.code], [400, 'invalid_image_url']);
    assert.match(answer.error?.message ?? '', /missing\.jpeg|2/);
  });

  it('never has a request of its own refused upstream for an unknown field', () => {
    const refused = gateway.logText().match(/Unknown name/g);
    assert.equal(refused, null);
    for (const request of gateway.upstream.requests) {
      assert.doesNotMatch(JSON.stringify(request), /imageOutputOptions|image_output_options/);
    }
  });

  it('writes neither keys, credentials nor pictures into its log', () => {
    const log = gateway.logText();
    for (const secret of [gateway.liveKey, gateway.testKey, 'canary-channel-credential']) {
      assert.ok(!log.includes(secret));
    }
    assert.doesNotMatch(log, /[A-Za-z0-9+/]{400}/);
  });
});

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startGateway, type TestGateway } from './gateway.test.kit.ts';
import { type PhotoServer, startPhotoServer } from './photo-server.test.kit.ts';

type Body = Record<string, unknown>;

interface Refusal {
  readonly error?: {
    readonly message: string;
    readonly param?: string;
    readonly metadata?: { param: string };
  };
}

/** Ratio and size as clients of OpenAI's shapes write them (clients.md §3.1). */
const spellings: readonly Body[] = [
  { aspect_ratio: '16:9', resolution: '512' },
  { aspectRatio: '16:9', imageSize: '0.5K' },
  { image_config: { aspect_ratio: '16:9', image_size: '512' } },
  { imageConfig: { aspectRatio: '16:9', imageSize: '512' } },
  { generation_config: { image_config: { aspect_ratio: '16:9', image_size: '512' } } },
  { generationConfig: { imageConfig: { aspectRatio: '16:9', imageSize: '512' } } },
  { google: { image_config: { aspect_ratio: '16:9', image_size: '512' } } },
  { extra_body: { google: { image_config: { aspect_ratio: '16:9', image_size: '512' } } } },
];

const searches: readonly Body[] = [
  { google_search: true },
  { googleSearch: true },
  { web_search_options: {} },
  { tools: [{ googleSearch: {} }] },
];

describe('what clients of OpenAI’s shapes call ratio, size and search', () => {
  let gateway: TestGateway;
  let photos: PhotoServer;
  before(async () => {
    [gateway, photos] = await Promise.all([startGateway(), startPhotoServer()]);
  });
  after(async () => {
    await gateway.close();
    await photos.close();
  });

  const model = 'google/gemini-3.1-flash-image';
  const prompt = 'A pear';
  const edit = () => ({ model, prompt, images: [{ image_url: `${photos.url}/photo.jpeg` }] });
  const chat = { model, messages: [{ role: 'user', content: prompt }] };
  /** Nested members with names in brackets, lists as JSON. */
  const formOf = (body: Body): FormData => {
    const form = new FormData();
    const add = (name: string, value: unknown) => {
      if (typeof value !== 'object' || value === null) form.append(name, String(value));
      else if (Array.isArray(value) || Object.keys(value).length === 0)
        form.append(name, JSON.stringify(value));
      else for (const [inner, member] of Object.entries(value)) add(`${name}[${inner}]`, member);
    };
    for (const [name, value] of Object.entries({ model, prompt, ...body })) add(name, value);
    form.append('image', `${photos.url}/photo.jpeg`);
    return form;
  };
  type Send = (body: Body, headers?: Record<string, string>) => Promise<Response>;
  const doors: readonly [string, Send][] = [
    [
      '/v1/images/generations',
      (body, headers) => post('/v1/images/generations', { model, prompt, ...body }, headers),
    ],
    [
      '/v1beta/openai/images/generations',
      (body, headers) => post('/v1beta/openai/images/generations', { model, prompt, ...body }, headers),
    ],
    [
      '/v1/images/edits as JSON',
      (body, headers) => post('/v1/images/edits', { ...edit(), ...body }, headers),
    ],
    [
      '/v1beta/openai/images/edits',
      (body, headers) => post('/v1beta/openai/images/edits', { ...edit(), ...body }, headers),
    ],
    [
      '/v1/images/edits as a form',
      async (body, headers) => {
        const whole = new Response(formOf(body));
        const type = whole.headers.get('content-type') as string;
        return fetch(`${gateway.url}/v1/images/edits`, {
          method: 'POST',
          headers: { authorization: `Bearer ${gateway.liveKey}`, 'content-type': type, ...headers },
          body: await whole.arrayBuffer(),
        });
      },
    ],
    ['/v1/chat/completions', (body, headers) => post('/v1/chat/completions', { ...chat, ...body }, headers)],
    [
      '/api/v1/chat/completions',
      (body, headers) => post('/api/v1/chat/completions', { ...chat, ...body }, headers),
    ],
    [
      '/v1beta/openai/chat/completions',
      (body, headers) => post('/v1beta/openai/chat/completions', { ...chat, ...body }, headers),
    ],
    ['/api/v1/images', (body, headers) => post('/api/v1/images', { model, prompt, ...body }, headers)],
  ];
  const post = (path: string, body: Body, headers: Record<string, string> = {}) =>
    gateway.post(path, body, headers);
  const sent = () => JSON.stringify(gateway.upstream.requests.at(-1)?.body);
  const strict = { 'x-plantain-strict': 'true' };

  for (const [door, send] of doors) {
    it(`${door} takes every spelling, and leaves nothing out`, async () => {
      for (const spelling of spellings) {
        const response = await send(spelling, strict);
        assert.equal(response.status, 200, `${JSON.stringify(spelling)}: ${await response.text()}`);
        assert.match(sent(), /"imageConfig":\{"aspectRatio":"16:9","imageSize":"512"\}/);
        assert.equal(response.headers.get('x-plantain-omitted'), null);
      }
      for (const search of searches) {
        const response = await send(search, strict);
        assert.equal(response.status, 200, `${JSON.stringify(search)}: ${await response.text()}`);
        assert.match(sent(), /"tools":\[\{"googleSearch":\{/);
      }
    });

    it(`${door} refuses spellings that differ by both names, and sends nothing`, async () => {
      const before = gateway.upstream.requests.length;
      for (const [body, one, other] of [
        [{ aspect_ratio: '16:9', aspectRatio: '1:1' }, 'aspect_ratio', 'aspectRatio'],
        [{ resolution: '1K', image_size: '2K' }, 'resolution', 'image_size'],
        [
          { aspect_ratio: '16:9', image_config: { aspect_ratio: '1:1' } },
          'aspect_ratio',
          'image_config.aspect_ratio',
        ],
        [{ google_search: false, googleSearch: true }, 'google_search', 'googleSearch'],
        [{ size: '1024x1024', image_config: { image_size: '2K' } }, 'image_config.image_size', 'size'],
      ] as const) {
        const response = await send(body);
        const { error } = (await response.json()) as Refusal;
        assert.equal(response.status, 400);
        assert.ok(error?.message.includes(one), error?.message);
        assert.equal(error?.param ?? error?.metadata?.param, other);
      }
      assert.equal(gateway.upstream.requests.length, before);
    });

    it(`${door} names members and tools that it does not know, and refuses them when strict`, async () => {
      for (const [body, name] of [
        [{ image_config: { output_format: 'png' } }, 'image_config.output_format'],
        [{ google: { thinking_config: { thinking_budget: '1' } } }, 'google.thinking_config'],
        [{ tools: [{ type: 'function', function: { name: 'f' } }] }, 'tools[0]'],
      ] as const) {
        const response = await send(body);
        assert.equal(response.status, 200, await response.text());
        assert.ok(response.headers.get('x-plantain-omitted')?.includes(`${name};reason=`));
        const { error } = (await (await send(body, strict)).json()) as Refusal;
        assert.equal(error?.param ?? error?.metadata?.param, name);
      }
    });
  }

  it('a form may hold an object as JSON, each name once', async () => {
    const send = doors.find(([door]) => door.endsWith('form'))?.[1] as Send;
    const json = JSON.stringify({ aspect_ratio: '16:9', image_size: '512' });
    assert.equal((await send({ image_config: json }, strict)).status, 200);
    assert.match(sent(), /"imageConfig":\{"aspectRatio":"16:9","imageSize":"512"\}/);
    for (const [fields, param] of [
      [{ image_config: '{"aspect_ratio":' }, 'image_config'],
      [{ image_config: '{"aspect_ratio":"1:1","aspect_ratio":"16:9"}' }, 'image_config'],
      [{ image_config: json, 'image_config[aspect_ratio]': '1:1' }, 'image_config[aspect_ratio]'],
      [
        { 'image_config[aspect_ratio]': '1:1', 'image_config[aspect_ratio][x]': '1' },
        'image_config[aspect_ratio][x]',
      ],
    ] as const) {
      const response = await send(fields);
      assert.equal(response.status, 400);
      assert.equal(((await response.json()) as Refusal).error?.param, param);
    }
  });

  it('lists the models where clients of OpenRouter and of Google’s compatible address look for them', async () => {
    const headers = { authorization: `Bearer ${gateway.liveKey}` };
    for (const base of ['/v1', '/api/v1', '/v1beta/openai']) {
      const list = await fetch(`${gateway.url}${base}/models`, { headers });
      const { data } = (await list.json()) as { data: readonly { id: string }[] };
      assert.ok(
        data.some(({ id }) => id === 'nano-banana-2'),
        base,
      );
      const one = await fetch(`${gateway.url}${base}/models/${model}`, { headers });
      assert.equal(((await one.json()) as { id: string }).id, model, base);
    }
  });
});

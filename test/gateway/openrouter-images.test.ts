import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import sharp from 'sharp';
import { startGateway, type TestGateway } from './gateway.test.kit.ts';
import { type PhotoServer, startPhotoServer } from './photo-server.test.kit.ts';

interface Answer {
  readonly data: readonly { readonly b64_json: string; readonly media_type: string }[];
  readonly usage: { readonly total_tokens: number; readonly cost: number };
  readonly error?: {
    readonly code: number;
    readonly message: string;
    readonly metadata: { readonly reason: string; readonly param: string | null };
  };
}

interface ModelEntry {
  readonly id: string;
  readonly supports_streaming: boolean;
  readonly supported_parameters: Record<
    string,
    { readonly values?: readonly string[]; readonly max?: number }
  >;
}

describe('POST /api/v1/images', () => {
  let gateway: TestGateway;
  let photos: PhotoServer;
  before(async () => {
    [gateway, photos] = await Promise.all([startGateway(), startPhotoServer()]);
  });
  after(async () => {
    await gateway.close();
    await photos.close();
  });

  const ask = async (body: Record<string, unknown>) => {
    const response = await gateway.post('/api/v1/images', {
      model: 'nano-banana-2',
      prompt: 'A pear',
      ...body,
    });
    return { response, answer: (await response.json()) as Answer };
  };

  it('answers Base64 with its media type, the tokens and the dollars charged', async () => {
    const { response, answer } = await ask({ aspect_ratio: '16:9', resolution: '1K', output_format: 'png' });
    assert.equal(response.status, 200, JSON.stringify(answer.error));
    const [image] = answer.data;
    const { width, height, format } = await sharp(Buffer.from(image?.b64_json ?? '', 'base64')).metadata();
    assert.deepEqual([`${width}x${height}`, `image/${format}`], ['1376x768', image?.media_type]);
    assert.equal(String(answer.usage.cost), response.headers.get('x-plantain-cost-usd'));
  });

  it('takes references as URLs and data URLs, and the vendor before the name of a model', async () => {
    const bytes = Buffer.from(await (await fetch(`${photos.url}/photo.png`)).arrayBuffer());
    const urls = [`data:image/png;base64,${bytes.toString('base64')}`, `${photos.url}/photo.jpeg`];
    const { response } = await ask({
      model: 'google/gemini-3.1-flash-image',
      input_references: urls.map((url) => ({ type: 'image_url', image_url: { url } })),
    });
    assert.equal(response.status, 200);
    const sent = JSON.stringify(gateway.upstream.requests.at(-1)?.body);
    assert.equal(sent.match(/<base64 of \d+ bytes>/g)?.[0], `<base64 of ${bytes.length} bytes>`);
    assert.equal(sent.match(/inlineData/g)?.length, 2);
  });

  const refusals: [string, Record<string, unknown>, number, string | null][] = [
    ['stream', { stream: true }, 400, 'stream'],
    ['pixels that contradict the ratio', { size: '1024x1024', aspect_ratio: '16:9' }, 400, 'size'],
    ['an unknown model', { model: 'gpt-5' }, 404, 'model'],
    ['a reference that is no URL', { input_references: ['x'] }, 400, 'input_references[0]'],
  ];
  for (const [name, body, status, param] of refusals) {
    it(`refuses ${name} with its status as the numeric code`, async () => {
      const { response, answer } = await ask(body);
      assert.deepEqual(
        [response.status, answer.error?.code, answer.error?.metadata.param],
        [status, status, param],
      );
    });
  }

  it('lists the models at /api/v1/models with what a picture of 1K costs, and every member OpenRouter’s SDK needs', async () => {
    const headers = { authorization: `Bearer ${gateway.liveKey}` };
    const list = (await (await fetch(`${gateway.url}/api/v1/models`, { headers })).json()) as {
      data: readonly { id: string; pricing: { request: string } }[];
      total_count: number;
      links: object;
    };
    assert.deepEqual([list.total_count, list.links], [list.data.length, { next: null }]);
    const { response } = await ask({ resolution: '1K' });
    for (const id of ['nano-banana-2', 'gemini-3.1-flash-image']) {
      const entry = list.data.find((one) => one.id === id);
      assert.equal(entry?.pricing.request, response.headers.get('x-plantain-cost-usd'));
      // What its 1.3.19 refuses a list without, null or not.
      for (const name of [
        'architecture canonical_slug context_length created default_parameters links name',
        'per_request_limits supported_parameters supported_voices top_provider',
      ].flatMap((names) => names.split(' '))) {
        assert.ok(Object.hasOwn(entry ?? {}, name), name);
      }
    }
  });

  it('lists models with the very values their parameters take', async () => {
    const headers = { authorization: `Bearer ${gateway.liveKey}` };
    const response = await fetch(`${gateway.url}/api/v1/images/models`, { headers });
    const { data } = (await response.json()) as { data: readonly ModelEntry[] };
    const entry = data.find(({ id }) => id === 'nano-banana-2');
    assert.equal(entry?.supports_streaming, false);
    assert.deepEqual(entry?.supported_parameters.resolution?.values, ['512', '1K', '2K', '4K']);
    for (const resolution of entry?.supported_parameters.resolution?.values ?? []) {
      assert.equal((await ask({ resolution })).response.status, 200, resolution);
    }
  });
});

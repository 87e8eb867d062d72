import assert from 'node:assert/strict';
import { after, before, describe } from 'node:test';
import { tableOf } from './client-table.ts';
import { clientFolder, installedVersion } from './installed-packages.ts';
import { measureBase64, measureUrl } from './measure-image.ts';
import { connectOpenai, type ImageEntry, type OpenaiClient } from './openai-client.ts';
import { type ServedGateway, startServedGateway } from './start-served-gateway.ts';

const model = 'nano-banana-2';
const can = tableOf('openai', installedVersion('openai'));

describe(`the openai client (${clientFolder}) generates`, () => {
  let gateway: ServedGateway;
  let client: OpenaiClient;
  before(async () => {
    gateway = await startServedGateway();
    client = connectOpenai(gateway.origin, gateway.testKey).client;
  });
  after(() => gateway.close());

  const only = async (body: object): Promise<ImageEntry> => {
    const answer = await client.images.generate({ model, prompt: 'A plantain on a table', ...body });
    assert.equal(answer.data.length, 1);
    return answer.data[0] as ImageEntry;
  };
  const measure = async (body: object) => measureUrl((await only(body)).url as string);

  can(
    'O1',
    'generate',
    'an image that a URL of the same origin serves, when the request names no response format',
    async () => {
      const image = await only({});
      assert.deepEqual(Object.keys(image), ['url']);
      assert.equal(new URL(image.url as string).origin, gateway.origin);
      assert.equal((await measureUrl(image.url as string)).size, '1024x1024');
    },
  );

  can('O1', 'generate', 'only the URL for response_format url, only the bytes for b64_json', async () => {
    assert.deepEqual(Object.keys(await only({ response_format: 'url' })), ['url']);
    const image = await only({ response_format: 'b64_json' });
    assert.deepEqual(Object.keys(image), ['b64_json']);
    assert.equal((await measureBase64(image.b64_json as string)).size, '1024x1024');
  });

  const shapes: readonly (readonly [string, object, string])[] = [
    ['nano-banana-2', { aspect_ratio: '21:9', resolution: '2K' }, '3168x1344'],
    ['nano-banana-2', { aspect_ratio: '1:1', resolution: '0.5K' }, '512x512'],
    ['nano-banana-2', { size: '1536x1024' }, '1264x848'],
    ['nano-banana-2', { size: '1024x1536' }, '848x1264'],
    ['nano-banana', { aspect_ratio: '16:9' }, '1344x768'],
    ['nano-banana-pro', { aspect_ratio: '9:16', resolution: '2K' }, '1536x2752'],
    ['gemini-3.1-flash-image-preview', { aspect_ratio: '4:3' }, '1200x896'],
  ];
  for (const [name, options, size] of shapes) {
    can('O2', 'generate', `${size} pixels with ${name} for ${JSON.stringify(options)}`, async () => {
      assert.equal((await measure({ model: name, ...options })).size, size);
    });
  }

  for (const [asked, format] of [
    ['png', 'png'],
    ['jpeg', 'jpeg'],
    ['jpg', 'jpeg'],
    ['webp', 'webp'],
  ]) {
    can('O2', 'generate', `a ${format} file for output_format ${asked}`, async () => {
      assert.equal((await measure({ output_format: asked })).format, format);
    });
  }

  can(
    'O2',
    'generate',
    'three different files for n=3, and reports their measured pixels and format',
    async () => {
      const answer = await client.images.generate({ model, prompt: 'Three', n: 3, aspect_ratio: '16:9' });
      const urls = answer.data.map(({ url }) => url as string);
      assert.equal(new Set(urls).size, 3);
      for (const url of urls) {
        assert.deepEqual(await measureUrl(url), { size: answer.size, format: answer.output_format });
      }
      assert.equal(answer.size, '1376x768');
      assert.ok(Math.abs(answer.created - Date.now() / 1000) < 60);
      assert.ok((answer.usage?.total_tokens ?? 0) > 0);
    },
  );

  can('O4', 'stream', 'exactly one completed event with the whole image for stream:true', async () => {
    const stream = await client.images.generate({
      model,
      prompt: 'Streamed',
      size: '1536x1024',
      stream: true,
    });
    const events = [];
    for await (const event of stream) events.push(event);
    assert.deepEqual(
      events.map(({ type }) => type),
      ['image_generation.completed'],
    );
    const [event] = events;
    // The package's type of this event has b64_json only, so that is what applications read.
    assert.deepEqual(await measureBase64(event?.b64_json as string), {
      size: '1264x848',
      format: event?.output_format,
    });
    assert.equal(event?.size, '1264x848');
  });

  can(
    'O2',
    'generate',
    'an image although an application sends options of other models unasked, and says which were left out',
    async () => {
      const options = { style: 'vivid', quality: 'standard', user: 'u1', background: 'auto', size: 'auto' };
      const { data, response } = await client.images
        .generate({ model, prompt: 'Legacy', ...options })
        .withResponse();
      assert.equal((await measureUrl(data.data[0]?.url as string)).size, '1024x1024');
      const omitted = response.headers.get('x-plantain-omitted') ?? '';
      for (const name of ['style', 'quality', 'user', 'background'])
        assert.match(omitted, new RegExp(`\\b${name};`));
    },
  );
});

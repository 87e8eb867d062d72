import assert from 'node:assert/strict';
import { after, before, describe } from 'node:test';
import { type PhotoServer, startPhotoServer } from '../gateway/photo-server.test.kit.ts';
import { tableOf } from './client-table.ts';
import { failureOf } from './failure-of.ts';
import { clientFolder, installedVersion } from './installed-packages.ts';
import { measureUrl } from './measure-image.ts';
import { connectOpenai, type OpenaiClient, type OpenaiError, openai } from './openai-client.ts';
import { type ServedGateway, startServedGateway } from './start-served-gateway.ts';

interface UpstreamBody {
  readonly contents: readonly { readonly parts: readonly UpstreamPart[] }[];
}

interface UpstreamPart {
  readonly text?: string;
  readonly inlineData?: { readonly mimeType: string; readonly data: string };
}

const model = 'nano-banana-2';
const can = tableOf('openai', installedVersion('openai'));
const formats = ['jpeg', 'png', 'webp'] as const;

describe(`the openai client (${clientFolder}) edits through reference URLs`, () => {
  let gateway: ServedGateway;
  let photos: PhotoServer;
  let client: OpenaiClient;
  before(async () => {
    [gateway, photos] = await Promise.all([startServedGateway(), startPhotoServer()]);
    client = connectOpenai(gateway.origin, gateway.liveKey).client;
  });
  after(async () => {
    await photos.close();
    await gateway.close();
  });

  const lastParts = (): readonly UpstreamPart[] =>
    (gateway.upstream.requests.at(-1)?.body as UpstreamBody | undefined)?.contents[0]?.parts ?? [];
  /** The part the upstream's log shows for a photograph: media type and length of the bytes it decoded. */
  const expectedPart = async (format: string): Promise<UpstreamPart> => {
    const bytes = await (await fetch(`${photos.url}/photo.${format}`)).arrayBuffer();
    const mimeType = `image/${format}`;
    return { inlineData: { mimeType, data: `<base64 of ${bytes.byteLength} bytes>` } };
  };

  can(
    'O2',
    'references',
    'every photograph reaches the upstream whole, in order, before the prompt',
    async () => {
      const prompt = 'Put them on one table';
      const answer = await client.images.generate({
        model,
        prompt,
        image_input: formats.map((format) => `${photos.url}/photo.${format}`),
        aspect_ratio: '16:9',
      });
      assert.equal((await measureUrl(answer.data[0]?.url as string)).size, '1376x768');
      assert.deepEqual(lastParts(), [...(await Promise.all(formats.map(expectedPart))), { text: prompt }]);
      assert.ok((answer.usage?.input_tokens_details.image_tokens ?? 0) > 0);
    },
  );

  for (const format of formats) {
    can('O2', 'references', `one URL of a ${format} may stand without an array`, async () => {
      const image_input = `${photos.url}/photo.${format}`;
      const answer = await client.images.generate({ model, prompt: 'Make it night', image_input });
      await measureUrl(answer.data[0]?.url as string);
      assert.deepEqual(lastParts()[0], await expectedPart(format));
    });
  }

  can('O2', 'references', 'the sandbox takes references, too', async () => {
    const sandbox = connectOpenai(gateway.origin, gateway.testKey).client;
    const image_input = formats.map((format) => `${photos.url}/photo.${format}`);
    const answer = await sandbox.images.generate({
      model,
      prompt: 'Sandbox',
      image_input,
      resolution: '0.5K',
    });
    await measureUrl(answer.data[0]?.url as string);
    assert.ok((answer.usage?.input_tokens_details.image_tokens ?? 0) > 0);
  });

  can(
    'O2',
    'one call',
    'a reference that is not there is a BadRequestError before any upstream call',
    async () => {
      const before = gateway.upstream.requests.length;
      const image_input = [`${photos.url}/photo.jpeg`, `${photos.url}/no-such-photo.jpeg`];
      const { client: counted, requestCount } = connectOpenai(gateway.origin, gateway.liveKey);
      const error = (await failureOf(
        counted.images.generate({ model, prompt: 'Missing', image_input }),
      )) as OpenaiError;
      assert.ok(error instanceof openai.BadRequestError);
      assert.equal(error.code, 'invalid_image_url');
      assert.match(error.message, /no-such-photo\.jpeg/);
      assert.equal(requestCount(), 1);
      assert.equal(gateway.upstream.requests.length, before);
    },
  );
});

import assert from 'node:assert/strict';
import { after, before, describe } from 'node:test';
import { type PhotoServer, startPhotoServer } from '../gateway/photo-server.test.kit.ts';
import { tableOf } from './client-table.ts';
import { failureOf } from './failure-of.ts';
import { clientFolder, installedVersion } from './installed-packages.ts';
import { measureImage } from './measure-image.ts';
import { type ServedGateway, startServedGateway } from './start-served-gateway.ts';
import {
  countFetch,
  createCompatible,
  createOpenai,
  createOpenrouter,
  generateImage,
  generateText,
  streamText,
  type VercelError,
} from './vercel-client.ts';

const model = 'nano-banana-2';

describe(`the Vercel AI SDK (${clientFolder})`, () => {
  let gateway: ServedGateway;
  let photos: PhotoServer;
  let photo: Uint8Array;
  before(async () => {
    [gateway, photos] = await Promise.all([startServedGateway(), startPhotoServer()]);
    photo = new Uint8Array(await (await fetch(`${photos.url}/photo.png`)).arrayBuffer());
  });
  after(async () => {
    await photos.close();
    await gateway.close();
  });

  const connect = (create: (options: object) => ReturnType<typeof createOpenai>, path = '/v1') => {
    const counted = countFetch();
    const options = {
      name: 'plantain',
      baseURL: gateway.origin + path,
      apiKey: gateway.liveKey,
      fetch: counted.fetch,
    };
    return { provider: create(options), ...counted };
  };
  const sizeOf = async (bytes: Uint8Array | undefined) =>
    (await measureImage(Buffer.from(bytes ?? new Uint8Array()))).size;
  const references = () =>
    JSON.stringify(gateway.upstream.requests.at(-1)?.body).match(/inlineData/g)?.length ?? 0;

  for (const [row, name, create] of [
    ['A1', '@ai-sdk/openai', createOpenai],
    ['A2', '@ai-sdk/openai-compatible', createCompatible],
  ] as const) {
    const can = tableOf(name, installedVersion(name));
    const imageOf = (connection: ReturnType<typeof connect>) =>
      name === '@ai-sdk/openai' ? connection.provider.image(model) : connection.provider.imageModel(model);

    can(row, 'generate', 'a size becomes the nearest ratio', async () => {
      const connection = connect(create);
      const { images } = await generateImage({
        model: imageOf(connection),
        prompt: 'A pear',
        size: '1536x1024',
      });
      assert.equal(await sizeOf(images[0]?.uint8Array), '1264x848');
    });

    can(row, 'generate', 'several images', async () => {
      const { images } = await generateImage({ model: imageOf(connect(create)), prompt: 'Pears', n: 3 });
      assert.equal(images.length, 3);
    });

    can(row, 'edit', 'edits one and two files, with a mask', async () => {
      const edit = (prompt: object) => generateImage({ model: imageOf(connect(create)), prompt });
      await edit({ text: 'At night', images: [photo] });
      assert.equal(references(), 1);
      const { images } = await edit({ text: 'Together', images: [photo, photo], mask: photo });
      assert.equal(references(), 2);
      assert.ok(await sizeOf(images[0]?.uint8Array));
    });

    for (const [what, directive] of [
      ['no image', '#emulate(no-image)'],
      ['a blocked image', '#emulate(block, reason=IMAGE_SAFETY)'],
    ] as const) {
      can('A4', 'one call', `${what} is one request, an error that says so and no charge`, async () => {
        const connection = connect(create);
        const cost = await gateway.costOf(async () => {
          const error = (await failureOf(
            generateImage({ model: imageOf(connection), prompt: `A pear ${directive}` }),
          )) as VercelError;
          assert.equal(error.statusCode, 400, String(error));
        });
        assert.equal(connection.posts(), 1);
        assert.deepEqual(cost, { calls: 1, generations: 1, chargedUsd: 0 });
      });
    }
  }

  const compatible = tableOf('@ai-sdk/openai-compatible', installedVersion('@ai-sdk/openai-compatible'));
  compatible('A2', 'references', 'provider options reach the upstream', async () => {
    const { images } = await generateImage({
      model: connect(createCompatible).provider.imageModel(model),
      prompt: 'A pear',
      providerOptions: {
        plantain: { aspect_ratio: '21:9', resolution: '2K', image_input: [`${photos.url}/photo.jpeg`] },
      },
    });
    assert.equal(await sizeOf(images[0]?.uint8Array), '3168x1344');
    assert.equal(references(), 1);
  });

  const openrouter = tableOf('@openrouter/ai-sdk-provider', installedVersion('@openrouter/ai-sdk-provider'));
  openrouter('R1', 'chat', 'pictures of a chat as files', async () => {
    const { files, text } = await generateText({
      model: connect(createOpenrouter, '/api/v1').provider.chat(model),
      prompt: 'A pear',
    });
    assert.match(text, /Here is your picture/);
    assert.equal(await sizeOf(files[0]?.uint8Array), '1024x1024');
  });

  openrouter('R1', 'stream', 'pictures of a streamed chat as files', async () => {
    const chat = connect(createOpenrouter, '/api/v1').provider.chat(model);
    const sizes: string[] = [];
    for await (const { file } of streamText({ model: chat, prompt: 'A fig' }).fullStream) {
      if (file) sizes.push(await sizeOf(file.uint8Array));
    }
    assert.deepEqual(sizes, ['1024x1024']);
  });

  openrouter('R1', 'generate', 'generates on POST /images', async () => {
    const { images } = await generateImage({
      model: connect(createOpenrouter, '/api/v1').provider.imageModel(model),
      prompt: 'A pear',
    });
    assert.equal(await sizeOf(images[0]?.uint8Array), '1024x1024');
  });
});

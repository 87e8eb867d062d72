import assert from 'node:assert/strict';
import { after, before, describe } from 'node:test';
import { tableOf } from './client-table.ts';
import { clientFolder, installedVersion } from './installed-packages.ts';
import { measureImage } from './measure-image.ts';
import { type ServedGateway, startServedGateway } from './start-served-gateway.ts';
import { countFetch, createGoogle, generateImage, generateText, streamText } from './vercel-client.ts';

const model = 'gemini-3.1-flash-image';
const can = tableOf('@ai-sdk/google', installedVersion('@ai-sdk/google'));

describe(`@ai-sdk/google (${clientFolder})`, () => {
  let gateway: ServedGateway;
  before(async () => {
    gateway = await startServedGateway();
  });
  after(() => gateway.close());

  const connect = () => {
    const counted = countFetch();
    const baseURL = `${gateway.origin}/v1beta`;
    const provider = createGoogle({ baseURL, apiKey: gateway.liveKey, fetch: counted.fetch });
    return { provider, posts: counted.posts };
  };
  const sizeOf = async (bytes: Uint8Array | undefined) =>
    (await measureImage(Buffer.from(bytes ?? new Uint8Array()))).size;

  can('A3', 'generate', 'image() with a gemini id and a ratio', async () => {
    const { images } = await generateImage({
      model: connect().provider.image(model),
      prompt: 'A pear',
      aspectRatio: '16:9',
    });
    assert.equal(await sizeOf(images[0]?.uint8Array), '1376x768');
  });

  can('A3', 'chat', 'generateText: the picture is a file of the answer', async () => {
    for (const name of [model, 'nano-banana-2']) {
      const { files } = await generateText({ model: connect().provider(name), prompt: 'A pear' });
      assert.equal(await sizeOf(files[0]?.uint8Array), '1024x1024');
    }
  });

  can('A3', 'stream', 'streamText: the picture is a file of the stream', async () => {
    const { fullStream } = streamText({ model: connect().provider(model), prompt: 'A pear' });
    const sizes: string[] = [];
    for await (const part of fullStream) if (part.file) sizes.push(await sizeOf(part.file.uint8Array));
    assert.deepEqual(sizes, ['1024x1024']);
  });

  can('A3', 'edit', 'pictures of a prompt reach the upstream', async () => {
    const { images } = await generateImage({ model: connect().provider.image(model), prompt: 'A pear' });
    const image = images[0]?.uint8Array as Uint8Array;
    const content = [
      { type: 'text', text: 'At night' },
      { type: 'file', data: image, mediaType: 'image/png' },
    ];
    await generateText({ model: connect().provider(model), messages: [{ role: 'user', content }] });
    assert.match(JSON.stringify(gateway.upstream.requests.at(-1)?.body), new RegExp(`${image.length} bytes`));
  });

  can('A3', 'one call', 'a blocked answer is content-filter, one request and no charge', async () => {
    const connection = connect();
    const cost = await gateway.costOf(async () => {
      const prompt = 'A pear #emulate(block, reason=PROHIBITED_CONTENT)';
      const { finishReason, files } = await generateText({ model: connection.provider(model), prompt });
      assert.equal(finishReason, 'content-filter');
      assert.equal(files.length, 0);
    });
    assert.equal(connection.posts(), 1);
    assert.deepEqual(cost, { calls: 1, generations: 1, chargedUsd: 0 });
  });
});

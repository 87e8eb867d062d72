import assert from 'node:assert/strict';
import { after, before, describe } from 'node:test';
import { type PhotoServer, startPhotoServer } from '../gateway/photo-server.test.kit.ts';
import { tableOf } from './client-table.ts';
import { type ContentAnswer, connectGoogle, imageParts, type Part } from './google-client.ts';
import { clientFolder, installedVersion } from './installed-packages.ts';
import { measureBase64 } from './measure-image.ts';
import { type ServedGateway, startServedGateway } from './start-served-gateway.ts';

interface UpstreamBody {
  readonly contents: readonly { readonly role?: string; readonly parts: readonly Part[] }[];
}

const model = 'nano-banana-2';
const can = tableOf('@google/genai', installedVersion('@google/genai'));

describe(`the Google client (${clientFolder})`, () => {
  let gateway: ServedGateway;
  let photos: PhotoServer;
  before(async () => {
    [gateway, photos] = await Promise.all([startServedGateway(), startPhotoServer()]);
  });
  after(async () => {
    await photos.close();
    await gateway.close();
  });

  /** Decodes the one image of an answer and checks that its declared type is true. */
  const measureOnly = async (answer: ContentAnswer): Promise<string> => {
    const images = imageParts(answer);
    assert.equal(images.length, 1, JSON.stringify(answer).slice(0, 300));
    const { size, format } = await measureBase64(images[0]?.data as string);
    assert.equal(images[0]?.mimeType, `image/${format}`);
    return size;
  };
  const sizeOf = (base64: string) => Buffer.from(base64, 'base64').length;
  const upstreamContents = () =>
    (gateway.upstream.requests.at(-1)?.body as UpstreamBody | undefined)?.contents ?? [];

  for (const version of [undefined, 'v1beta', 'v1']) {
    const name = version ?? 'its own version';

    can('G1', 'generate', `generates 16:9 at 2K under ${name}`, async () => {
      const answer = await connectGoogle(gateway.origin, gateway.testKey, version).models.generateContent({
        model,
        contents: 'A plantain by the sea',
        config: { responseModalities: ['IMAGE'], imageConfig: { aspectRatio: '16:9', imageSize: '2K' } },
      });
      assert.equal(await measureOnly(answer), '2752x1536');
      assert.equal(answer.candidates?.[0]?.finishReason, 'STOP');
      assert.ok((answer.usageMetadata?.totalTokenCount ?? 0) > 0);
    });

    can('G1', 'stream', `streams under ${name}: one image in all chunks, and an end`, async () => {
      const stream = await connectGoogle(
        gateway.origin,
        gateway.testKey,
        version,
      ).models.generateContentStream({
        model,
        contents: 'A plantain in the rain',
        config: { responseModalities: ['TEXT', 'IMAGE'], imageConfig: { aspectRatio: '3:2' } },
      });
      const chunks: ContentAnswer[] = [];
      for await (const chunk of stream) chunks.push(chunk);
      const withImage = chunks.filter((chunk) => imageParts(chunk).length > 0);
      assert.equal(withImage.length, 1);
      assert.equal(await measureOnly(withImage[0] as ContentAnswer), '1264x848');
      assert.equal(chunks.at(-1)?.candidates?.[0]?.finishReason, 'STOP');
    });
  }

  can('G1', 'count tokens', 'the upstream counts, and nothing is charged', async () => {
    const { models } = connectGoogle(gateway.origin, gateway.liveKey);
    const cost = await gateway.costOf(async () => {
      const { totalTokens } = await models.countTokens({ model, contents: 'A plantain by the sea' });
      assert.ok((totalTokens ?? 0) > 0);
    });
    assert.deepEqual(cost, { calls: 1, generations: 0, chargedUsd: 0 });
  });

  can('G2', 'generate', '21:9 at 2K', async () => {
    const answer = await connectGoogle(gateway.origin, gateway.liveKey).models.generateContent({
      model,
      contents: 'A plantain field',
      config: { responseModalities: ['IMAGE'], imageConfig: { aspectRatio: '21:9', imageSize: '2K' } },
    });
    assert.equal(await measureOnly(answer), '3168x1344');
  });

  can(
    'G1',
    'chat',
    'chats: the second turn carries the first image and its thought signature to the upstream',
    async () => {
      const chat = connectGoogle(gateway.origin, gateway.liveKey).chats.create({
        model,
        config: { responseModalities: ['TEXT', 'IMAGE'] },
      });
      const first = await chat.sendMessage({ message: 'Draw a plantain' });
      await measureOnly(first);
      const drawn = first.candidates?.[0]?.content?.parts?.find((part) => part.inlineData) as Part;
      assert.ok(drawn.thoughtSignature);
      await measureOnly(await chat.sendMessage({ message: 'Now at night' }));

      const contents = upstreamContents();
      assert.deepEqual(
        contents.map(({ role }) => role),
        ['user', 'model', 'user'],
      );
      const resent = contents[1]?.parts.find((part) => part.inlineData);
      assert.equal(resent?.inlineData?.data, `<base64 of ${sizeOf(drawn.inlineData?.data as string)} bytes>`);
      assert.equal(resent?.thoughtSignature, drawn.thoughtSignature);
    },
  );

  can('G1', 'edit', 'edits a picture sent inline, which reaches the upstream whole', async () => {
    for (const format of ['jpeg', 'png', 'webp']) {
      const photo = Buffer.from(await (await fetch(`${photos.url}/photo.${format}`)).arrayBuffer());
      const inlineData = { mimeType: `image/${format}`, data: photo.toString('base64') };
      const answer = await connectGoogle(gateway.origin, gateway.liveKey).models.generateContent({
        model,
        contents: ['Make it snow', { inlineData }],
        config: { imageConfig: { aspectRatio: '1:1' } },
      });
      assert.equal(await measureOnly(answer), '1024x1024');
      assert.deepEqual(upstreamContents()[0]?.parts, [
        { text: 'Make it snow' },
        { inlineData: { mimeType: inlineData.mimeType, data: `<base64 of ${photo.length} bytes>` } },
      ]);
    }
  });
});

import assert from 'node:assert/strict';
import { createReadStream } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe } from 'node:test';
import { type PhotoServer, startPhotoServer } from '../gateway/photo-server.test.kit.ts';
import { tableOf } from './client-table.ts';
import { failureOf } from './failure-of.ts';
import { clientFolder, installedVersion } from './installed-packages.ts';
import { measureBase64 } from './measure-image.ts';
import { connectOpenai, type OpenaiClient, type OpenaiError, openai } from './openai-client.ts';
import { type ServedGateway, startServedGateway } from './start-served-gateway.ts';

const model = 'nano-banana-2';
const prompt = 'Make it night';
const can = tableOf('openai', installedVersion('openai'));

describe(`the openai client (${clientFolder}) edits files`, () => {
  let gateway: ServedGateway;
  let photos: PhotoServer;
  let client: OpenaiClient;
  let folder: string;
  let bytes: Uint8Array<ArrayBuffer>;
  before(async () => {
    [gateway, photos] = await Promise.all([startServedGateway(), startPhotoServer()]);
    client = connectOpenai(gateway.origin, gateway.liveKey).client;
    bytes = new Uint8Array(await (await fetch(`${photos.url}/photo.png`)).arrayBuffer());
    folder = await mkdtemp(path.join(os.tmpdir(), 'plantain-edits-'));
    await writeFile(path.join(folder, 'photo.png'), bytes);
  });
  after(async () => {
    await rm(folder, { recursive: true });
    await photos.close();
    await gateway.close();
  });

  const photo = () => new File([bytes], 'photo.png', { type: 'image/png' });
  const references = () =>
    JSON.stringify(gateway.upstream.requests.at(-1)?.body).match(/<base64 of \d+ bytes>/g) ?? [];
  const whole = () => `<base64 of ${bytes.length} bytes>`;
  const edit = async (body: object, count: number) => {
    const { data } = await client.images.edit({ model, prompt, ...body } as never);
    assert.deepEqual(Object.keys(data[0] ?? {}), ['b64_json']);
    await measureBase64(data[0]?.b64_json as string);
    assert.deepEqual(references(), Array(count).fill(whole()));
  };

  can('O3', 'edit', 'edits a file', () => edit({ image: photo() }, 1));
  can('O3', 'edit', 'edits several files with a mask, which is reported as left out', () =>
    edit({ image: [photo(), photo()], mask: photo() }, 2),
  );
  can('O3', 'edit', 'edits a file stream of unknown length', () =>
    edit({ image: createReadStream(path.join(folder, 'photo.png')) }, 1),
  );
  can('O3', 'edit', 'edits a URL', () => edit({ image: `${photos.url}/photo.png` }, 1));

  can('O3', 'edit', 'edits by JSON', async () => {
    const image_url = `data:image/png;base64,${Buffer.from(bytes).toString('base64')}`;
    const body = { model, prompt, images: [{ image_url }] };
    const { data } = await client.post('/images/edits', { body });
    await measureBase64(data[0]?.b64_json as string);
    assert.deepEqual(references(), [whole()]);
  });

  can('O4', 'stream', 'one completed event for an edit with stream:true', async () => {
    const types: string[] = [];
    const body = { model, prompt, image: photo(), stream: true } as const;
    for await (const event of (await client.images.edit(body as never)) as unknown as AsyncIterable<{
      type: string;
      b64_json: string;
    }>) {
      types.push(event.type);
      await measureBase64(event.b64_json);
    }
    assert.deepEqual(types, ['image_edit.completed']);
  });

  can(
    'O3',
    'one call',
    'a blocked edit is one request, one upstream call and moderation_blocked',
    async () => {
      const counted = connectOpenai(gateway.origin, gateway.liveKey);
      const before = gateway.upstream.requests.length;
      const error = (await failureOf(
        counted.client.images.edit({
          model,
          prompt: '#emulate(block, reason=IMAGE_SAFETY)',
          image: photo(),
        }),
      )) as OpenaiError;
      assert.ok(error instanceof openai.BadRequestError);
      assert.equal(error.code, 'moderation_blocked');
      assert.ok(error.requestID);
      assert.equal(counted.requestCount(), 1);
      assert.equal(gateway.upstream.requests.length - before, 1);
    },
  );

  can('O6', 'errors', 'variations are refused in words, once', async () => {
    const counted = connectOpenai(gateway.origin, gateway.liveKey);
    const error = (await failureOf(counted.client.images.createVariation({ image: photo() }))) as OpenaiError;
    assert.ok(error instanceof openai.NotFoundError);
    assert.match(error.message, /retired/);
    assert.equal(counted.requestCount(), 1);
  });

  can('R1', 'chat', 'pictures of a chat in message.images', async () => {
    const { choices } = await client.chat.completions.create({
      model,
      messages: [{ role: 'user', content: 'A pear' }],
    });
    const url = choices[0]?.message.images[0]?.image_url.url ?? '';
    assert.equal((await measureBase64(url.split(',')[1] ?? '')).size, '1024x1024');
  });
});

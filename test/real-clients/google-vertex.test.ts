import assert from 'node:assert/strict';
import { after, before, describe } from 'node:test';
import { tableOf } from './client-table.ts';
import { ApiError, type ContentAnswer, connectVertex, imageParts } from './google-client.ts';
import { clientFolder, installedVersion } from './installed-packages.ts';
import { measureBase64 } from './measure-image.ts';
import { type ServedGateway, startServedGateway } from './start-served-gateway.ts';

const model = 'gemini-3.1-flash-image';
const can = tableOf('@google/genai (Vertex mode)', installedVersion('@google/genai'));

describe(`the Google client in Vertex mode with an API key (${clientFolder})`, () => {
  let gateway: ServedGateway;
  before(async () => {
    gateway = await startServedGateway();
  });
  after(() => gateway.close());

  const sizeOf = async (answer: ContentAnswer) =>
    (await measureBase64(imageParts(answer)[0]?.data as string)).size;

  for (const version of ['v1beta1', 'v1']) {
    can(
      'G3',
      'generate',
      `generates under ${version} in one upstream call, which gets no field that only Vertex AI knows`,
      async () => {
        const before = gateway.upstream.requests.length;
        const answer = await connectVertex(gateway.origin, gateway.liveKey, version).models.generateContent({
          model,
          contents: 'A plantain',
          config: { imageConfig: { aspectRatio: '21:9', imageSize: '2K', outputMimeType: 'image/png' } },
        });
        assert.equal(await sizeOf(answer), '3168x1344');
        assert.equal(gateway.upstream.requests.length, before + 1);
        const sent = JSON.stringify(gateway.upstream.requests.at(-1)?.body);
        assert.match(sent, /"aspectRatio":"21:9"/);
        assert.doesNotMatch(sent, /imageOutputOptions/);
        assert.match(answer.sdkHttpResponse?.headers?.['x-plantain-omitted'] ?? '', /imageOutputOptions/);
      },
    );
  }

  can('G3', 'stream', 'streams under its own version', async () => {
    const client = connectVertex(gateway.origin, gateway.testKey);
    const chunks: ContentAnswer[] = [];
    for await (const chunk of await client.models.generateContentStream({ model, contents: 'A pear' })) {
      chunks.push(chunk);
    }
    assert.equal(chunks.filter((chunk) => imageParts(chunk).length > 0).length, 1);
  });

  can('G3', 'models', 'lists and gets models', async () => {
    const client = connectVertex(gateway.origin, gateway.testKey);
    const names: string[] = [];
    for await (const { name } of await client.models.list()) names.push(name);
    assert.ok(names.includes('publishers/google/models/nano-banana-2'), names.join());
    assert.equal((await client.models.get({ model })).name, `publishers/google/models/${model}`);
  });

  can('G3', 'one call', 'reads errors with their status, after exactly one request', async () => {
    const client = connectVertex(gateway.origin, gateway.liveKey);
    const before = gateway.upstream.requests.length;
    await assert.rejects(
      client.models.generateContent({ model, contents: '#emulate(status, code=400)' }),
      (error) => error instanceof ApiError && error.status === 400,
    );
    assert.equal(gateway.upstream.requests.length, before + 1);
    await assert.rejects(
      client.models.generateContent({ model: 'gemini-none', contents: 'x' }),
      (error) => error instanceof ApiError && error.status === 404,
    );
  });

  can('G3', 'generate', 'may name a project and a location in the path', async () => {
    const path = `/v1/projects/some-project/locations/global/publishers/google/models/${model}:generateContent`;
    const response = await fetch(gateway.origin + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-goog-api-key': gateway.testKey },
      body: JSON.stringify({ contents: [{ role: 'user', parts: [{ text: 'A fig' }] }] }),
    });
    assert.equal(response.status, 200);
    assert.equal(await sizeOf((await response.json()) as ContentAnswer), '1024x1024');
  });
});

import assert from 'node:assert/strict';
import { after, before, describe } from 'node:test';
import { tableOf } from './client-table.ts';
import { type ContentAnswer, imageParts } from './google-client.ts';
import { measureBase64 } from './measure-image.ts';
import { type ServedGateway, startServedGateway } from './start-served-gateway.ts';

const path = '/v1beta/models/nano-banana-2:generateContent';
const can = tableOf('raw Gemini requests', 'by hand');
const json = { 'content-type': 'application/json' };

/** Bodies and keys as applications without Google's package were seen to send them. */
describe('a native request written by hand', () => {
  let gateway: ServedGateway;
  before(async () => {
    gateway = await startServedGateway();
  });
  after(() => gateway.close());

  const plain = { contents: [{ role: 'user', parts: [{ text: 'By hand' }] }] };
  const post = (target: string, body: object, headers: Record<string, string>) =>
    fetch(gateway.origin + target, {
      method: 'POST',
      headers: { ...json, ...headers },
      body: JSON.stringify(body),
    });
  const measure = async (response: Response): Promise<string> => {
    const text = await response.text();
    assert.equal(response.status, 200, text.slice(0, 500));
    const images = imageParts(JSON.parse(text) as ContentAnswer);
    assert.equal(images.length, 1);
    return (await measureBase64(images[0]?.data as string)).size;
  };

  can('G4', 'generate', 'may be in snake_case and without a role; the answer is in camelCase', async () => {
    const pixel =
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
    const body = {
      contents: [{ parts: [{ text: 'Snake' }, { inline_data: { mime_type: 'image/png', data: pixel } }] }],
      generation_config: {
        response_modalities: ['IMAGE'],
        image_config: { aspect_ratio: '16:9', image_size: '1K' },
      },
    };
    const response = await post(path, body, { 'x-goog-api-key': gateway.testKey });
    assert.equal(await measure(response), '1376x768');
  });

  can('G4', 'generate', 'may name neither modalities nor any configuration', async () => {
    assert.equal(await measure(await post(path, plain, { 'x-goog-api-key': gateway.testKey })), '1024x1024');
  });

  can('G4', 'generate', 'may repeat models/ before the name', async () => {
    const target = '/v1beta/models/models/nano-banana-2:generateContent';
    await measure(await post(target, plain, { 'x-goog-api-key': gateway.testKey }));
  });

  can(
    'G4',
    'generate',
    'may carry its key in the query, in x-api-key, in api-key, or as a bearer token',
    async () => {
      await measure(await post(`${path}?key=${gateway.testKey}`, plain, {}));
      for (const headers of [
        { 'x-api-key': gateway.testKey },
        { 'api-key': gateway.testKey },
        { authorization: `Bearer ${gateway.testKey}` },
      ]) {
        await measure(await post(path, plain, headers));
      }
    },
  );

  can('G4', 'generate', 'may carry two keys: the first valid one wins, wherever it stands', async () => {
    const foreign = 'AIzaSyForeignKeyOfAnotherService0000000';
    const pairs = [
      { 'x-goog-api-key': foreign, authorization: `Bearer ${gateway.testKey}` },
      { 'x-goog-api-key': gateway.testKey, authorization: `Bearer ${foreign}` },
      { 'x-goog-api-key': gateway.testKey, authorization: 'Bearer pt_test_wrong' },
    ];
    for (const headers of pairs) await measure(await post(path, plain, headers));
    const none = await post(path, plain, {
      'x-goog-api-key': foreign,
      authorization: 'Bearer pt_test_wrong',
    });
    assert.equal(none.status, 400);
    assert.match(await none.text(), /API_KEY_INVALID/);
  });

  for (const version of ['v1beta', 'v1']) {
    for (const [spelling, config] of [
      ['camelCase', { imageConfig: { imageSize: '1K', imageOutputOptions: { mimeType: 'image/png' } } }],
      [
        'snake_case',
        { image_config: { image_size: '1K', image_output_options: { mime_type: 'image/png' } } },
      ],
    ] as const) {
      can(
        'G4',
        'generate',
        `under ${version} may hold imageOutputOptions in ${spelling}, which no Gemini API upstream gets to see`,
        async () => {
          const body = { ...plain, generationConfig: config };
          const target = `/${version}/models/nano-banana-2:generateContent`;
          const response = await post(target, body, { 'x-goog-api-key': gateway.liveKey });
          assert.match(response.headers.get('x-plantain-omitted') ?? '', /image_?output_?options/i);
          await measure(response);
          const sent = JSON.stringify(gateway.upstream.requests.at(-1)?.body);
          assert.match(sent, /By hand/);
          assert.match(sent, /image_?size/i);
          assert.doesNotMatch(sent, /output_?options/i);
        },
      );
    }
  }
});

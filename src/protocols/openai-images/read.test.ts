import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createCatalog } from '../../catalog/catalog.ts';
import { shippedModels, shippedUpstreamModels } from '../../catalog/shipped-models.ts';
import type { RouteInput } from '../../generation/route-input.ts';
import { readGenerations } from './read.ts';

/** A catalogue in which an operator gave a model one of OpenAI's names. */
const catalog = createCatalog(
  shippedModels.map((model) =>
    model.name === 'nano-banana-2' ? { ...model, aliases: [...model.aliases, 'gpt-image-1.5'] } : model,
  ),
  shippedUpstreamModels,
);

function read(body: object, responseFormat?: string) {
  const caller = { settings: responseFormat === undefined ? {} : { responseFormat } };
  const input = { catalog, caller, headers: {}, json: async () => ({ prompt: 'x', ...body }) };
  return readGenerations(input as unknown as RouteInput);
}

const formatOf = async (body: object, responseFormat?: string) =>
  (await read(body, responseFormat)).choice.responseFormat;

test('apps that know a model by OpenAI’s name read only b64_json and ask for nothing', async () => {
  assert.equal(await formatOf({ model: 'gpt-image-1.5' }), 'b64_json');
  assert.equal(await formatOf({ model: 'nano-banana-2' }), 'url');
});

test('what a request names counts before what its key says, and that before the name of the model', async () => {
  assert.equal(await formatOf({ model: 'nano-banana-2', response_format: 'url' }, 'b64_json'), 'url');
  assert.equal(await formatOf({ model: 'gpt-image-1.5' }, 'url'), 'url');
  assert.equal(await formatOf({ model: 'nano-banana-2' }, 'both'), 'both');
});

test('images in two fields that differ are refused, and none is dropped; two that say the same are one', async () => {
  const [one, other] = ['https://a.example/1.png', 'https://a.example/2.png'];
  const urlsOf = async (body: object) => {
    const { request } = await read({ model: 'nano-banana-2', ...body });
    return request.references.map((reference) => (reference.kind === 'url' ? reference.url : ''));
  };
  for (const fields of [
    { image_input: [one], image_urls: [other] },
    { image_url: one, input_references: [{ type: 'image_url', image_url: { url: other } }] },
    { image_input: [one], image_url: [one, other] },
  ]) {
    const [first, second] = Object.keys(fields);
    const message = `Send the images in one field, not in ${first} and ${second}.`;
    await assert.rejects(urlsOf(fields), { code: 'invalid_request', message, param: second });
  }
  assert.deepEqual(await urlsOf({ image_input: [], image_urls: [one] }), [one]);
  assert.deepEqual(await urlsOf({ image_input: one, image_urls: [one], image_url: null }), [one]);
});

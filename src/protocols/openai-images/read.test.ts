import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createCatalog } from '../../catalog/catalog.ts';
import { shippedModels, shippedUpstreamModels } from '../../catalog/shipped-models.ts';
import type { RouteInput } from '../../generation/protocol.ts';
import { readGenerations } from './read.ts';

/** A catalogue in which an operator gave a model one of OpenAI's names. */
const catalog = createCatalog(
  shippedModels.map((model) =>
    model.name === 'nano-banana-2' ? { ...model, aliases: [...model.aliases, 'gpt-image-1.5'] } : model,
  ),
  shippedUpstreamModels,
);

async function formatOf(body: object, responseFormat?: string) {
  const caller = { settings: responseFormat === undefined ? {} : { responseFormat } };
  const input = { catalog, caller, headers: {}, json: async () => ({ prompt: 'x', ...body }) };
  return (await readGenerations(input as unknown as RouteInput)).choice.responseFormat;
}

test('apps that know a model by OpenAI’s name read only b64_json and ask for nothing', async () => {
  assert.equal(await formatOf({ model: 'gpt-image-1.5' }), 'b64_json');
  assert.equal(await formatOf({ model: 'nano-banana-2' }), 'url');
});

test('what a request names counts before what its key says, and that before the name of the model', async () => {
  assert.equal(await formatOf({ model: 'nano-banana-2', response_format: 'url' }, 'b64_json'), 'url');
  assert.equal(await formatOf({ model: 'gpt-image-1.5' }, 'url'), 'url');
  assert.equal(await formatOf({ model: 'nano-banana-2' }, 'both'), 'both');
});

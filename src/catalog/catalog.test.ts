import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createCatalog } from './catalog.ts';
import { shippedModels, shippedUpstreamModels } from './shipped-models.ts';

test('a model is found by its names, with the maker or `models/` before them, and by no other maker', () => {
  const catalog = createCatalog(shippedModels, shippedUpstreamModels);
  for (const name of ['nano-banana', 'gemini-2.5-flash-image']) {
    for (const prefix of ['', 'google/', 'models/', 'models/google/']) {
      assert.equal(catalog.find(prefix + name)?.name, 'nano-banana', prefix + name);
    }
    for (const prefix of ['google', 'openai/', 'google/google/', '/']) {
      assert.equal(catalog.find(prefix + name), undefined, prefix + name);
    }
  }
});

test('a name that an operator gave with a slash counts as it stands', () => {
  const aliased = shippedModels.map((model) =>
    model.name === 'nano-banana-pro' ? { ...model, aliases: ['google/nano-banana-2'] } : model,
  );
  const catalog = createCatalog(aliased, shippedUpstreamModels);
  assert.equal(catalog.find('google/nano-banana-2')?.name, 'nano-banana-pro');
  assert.equal(catalog.find('nano-banana-2')?.name, 'nano-banana-2');
});

import assert from 'node:assert/strict';
import { it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createCatalog } from '../catalog/catalog.ts';
import { shippedModels, shippedUpstreamModels } from '../catalog/shipped-models.ts';
import { channelFields } from '../channels/channel-entry.ts';
import { readConfig } from '../config.ts';
import type { Provider } from '../generation/provider.ts';
import { discover } from '../lib/discover.ts';
import { readChannels } from './read-channels.ts';

const catalog = createCatalog(shippedModels, shippedUpstreamModels);
const found = await discover<Provider>(fileURLToPath(new URL('../providers', import.meta.url)), 'files');
const providers = new Map(found.map((provider) => [provider.name, provider]));

/** Ids of the live channels with `GEMINI_API_KEY=own-key` and one channel of the file. */
function channelsBeside(secrets: object): string[] {
  const entry = channelFields.parse({ id: 'google', provider: 'gemini-api', ...secrets });
  const config = { ...readConfig({ GEMINI_API_KEY: 'own-key' }), channels: [entry] };
  return readChannels(config, providers, catalog).map(({ id }) => id);
}

it('GEMINI_API_KEY adds a channel beside those of the file on other keys', () => {
  assert.deepEqual(channelsBeside({ credential: 'another-key' }), ['gemini', 'google']);
});

it('GEMINI_API_KEY adds none where a channel of the file uses that key', () => {
  assert.deepEqual(channelsBeside({ credential: 'own-key' }), ['google']);
  assert.deepEqual(channelsBeside({ credentials: ['another-key', 'own-key'] }), ['google']);
});

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

it('a secret that ends in a line break is the secret, and one with a break in it is refused without being told', () => {
  const { credential } = channelFields.parse({ id: 'a', provider: 'gemini-api', credential: 'own-key\n' });
  assert.equal(credential, 'own-key');
  for (const provider of [
    'gemini-api',
    'vertex-ai',
    'openai-compatible',
    'generate-task',
    'model-generation',
  ]) {
    const entry = channelFields.parse({ id: 'a', provider, credential: 'canary-1\ncanary-2' });
    assert.throws(
      () => readChannels({ ...readConfig({}), channels: [entry] }, providers, catalog),
      (error: Error) => /credential: .*line break/.test(error.message) && !error.message.includes('canary'),
      provider,
    );
  }
});

it('a base_url is a web address without a user name, and without a query or fragment that would swallow the paths', () => {
  const refused = [
    'localhost:4890',
    'ftp://x',
    'http://user:pw@host',
    'nowhere',
    'http://h/base?tenant=7',
    'http://h#x',
  ];
  for (const base_url of refused) {
    const read = channelFields.safeParse({ id: 'a', provider: 'gemini-api', credential: 'x', base_url });
    assert.match(
      read.error?.issues[0]?.message ?? '',
      /must be an http or https address such as https:/,
      base_url,
    );
  }
});

it('an address tokens come from is a web address without a user name, of the channel and of its service account', () => {
  const readable = (settings: object, account: object) => {
    const credential = JSON.stringify({ client_email: 'a@b', private_key: 'PRIVATE KEY', ...account });
    const entry = channelFields.parse({ id: 'a', provider: 'vertex-ai', credential, settings });
    return () => readChannels({ ...readConfig({}), channels: [entry] }, providers, catalog);
  };
  const told = /must be an http or https address such as https:\/\/oauth2/;
  for (const address of ['localhost:4890', 'ftp://x/token', 'http://user:pw@host/token', 'nowhere']) {
    for (const [where, read] of [
      ['settings.token_url', readable({ token_url: address }, {})],
      ['credential: the service account is not good: token_uri', readable({}, { token_uri: address })],
    ] as const) {
      assert.throws(
        read,
        ({ message }: Error) => message.includes(where) && told.test(message) && !message.includes('pw'),
        `${where} ${address}`,
      );
    }
  }
  for (const address of ['http://10.0.0.7/token', 'https://oauth2.googleapis.com/token']) {
    assert.doesNotThrow(readable({ token_url: address }, { token_uri: address }));
  }
});

it('GEMINI_API_KEY adds a channel beside those of the file on other keys', () => {
  assert.deepEqual(channelsBeside({ credential: 'another-key' }), ['gemini', 'google']);
});

it('GEMINI_API_KEY beside a channel of the file that has its name on another key is told with what to do', () => {
  const entry = channelFields.parse({ id: 'gemini', provider: 'gemini-api', credential: 'another-key' });
  const config = { ...readConfig({ GEMINI_API_KEY: 'own-key' }), channels: [entry] };
  assert.throws(
    () => readChannels(config, providers, catalog),
    /GEMINI_API_KEY adds a channel called gemini, and a channel of the file has that name: give it the same key/,
  );
  const same = { ...entry, credential: 'own-key' };
  assert.deepEqual(
    readChannels({ ...config, channels: [same] }, providers, catalog).map(({ id }) => id),
    ['gemini'],
  );
});

it('GEMINI_API_KEY adds none where a channel of the file uses that key', () => {
  assert.deepEqual(channelsBeside({ credential: 'own-key' }), ['google']);
  assert.deepEqual(channelsBeside({ credentials: ['another-key', 'own-key'] }), ['google']);
});

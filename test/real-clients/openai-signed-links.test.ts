import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { clientFolder } from './installed-packages.ts';
import { measureUrl } from './measure-image.ts';
import { connectOpenai, type OpenaiClient } from './openai-client.ts';
import { type ServedGateway, startServedGateway } from './start-served-gateway.ts';

const model = 'nano-banana-2';

describe(`the openai client (${clientFolder}), where links are signed`, () => {
  let gateway: ServedGateway;
  let client: OpenaiClient;
  before(async () => {
    gateway = await startServedGateway({ PLANTAIN_SIGNED_LINKS: '24h' });
    client = connectOpenai(gateway.origin, gateway.testKey).client;
  });
  after(() => gateway.close());

  it('gets an image that its URL serves, and makes another of it', async () => {
    const { data } = await client.images.generate({ model, prompt: 'A plantain on a table' });
    const url = data[0]?.url ?? '';
    assert.match(url, /\?expires=\d+&signature=[\w-]{43}$/);
    assert.equal((await measureUrl(url)).size, '1024x1024');
    const night = await client.images.generate({ model, prompt: 'At night', image_input: [url] });
    assert.equal((await measureUrl(night.data[0]?.url ?? '')).size, '1024x1024');
  });
});

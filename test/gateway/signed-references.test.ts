import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { bare, type SignedGateway, startSignedGateway } from './signed-links.test.kit.ts';

const model = 'nano-banana-2';

/** A way to hand in the URL of a picture; it answers whether that was taken. */
interface Way {
  readonly name: string;
  hand(gateway: SignedGateway, url: string, key: string): Promise<Response>;
}

const post = (gateway: SignedGateway, path: string, key: string, body: unknown) =>
  gateway.post(path, body, { authorization: `Bearer ${key}` });
const fileData = (url: string) => [
  { parts: [{ text: 'night' }, { fileData: { fileUri: url, mimeType: 'image/jpeg' } }] },
];

const ways: readonly Way[] = [
  {
    name: 'Images',
    hand: (at, url, key) =>
      post(at, '/v1/images/generations', key, { model, prompt: 'night', image_input: [url] }),
  },
  {
    name: 'chat',
    hand: (at, url, key) =>
      post(at, '/v1/chat/completions', key, {
        model,
        messages: [
          {
            role: 'user',
            content: [
              { type: 'text', text: 'night' },
              { type: 'image_url', image_url: { url } },
            ],
          },
        ],
      }),
  },
  {
    name: 'native JSON',
    hand: (at, url, key) =>
      post(at, `/v1beta/models/${model}:generateContent`, key, { contents: fileData(url) }),
  },
  {
    name: 'a batch',
    hand: (at, url, key) =>
      post(at, `/v1beta/models/${model}:batchGenerateContent`, key, {
        batch: { input_config: { requests: { requests: [{ request: { contents: fileData(url) } }] } } },
      }),
  },
  {
    name: 'generations',
    hand: (at, url, key) =>
      post(at, '/v1/generations', key, { model, prompt: 'night', references: [url], wait: 60 }),
  },
  {
    name: 'an upload by URL',
    hand: (at, url, key) => post(at, '/v1/files/uploads/url', key, { url }),
  },
];

describe('a picture of this server as a reference, where links are signed', () => {
  let gateway: SignedGateway;
  let stranger: string;
  before(async () => {
    gateway = await startSignedGateway({ env: { PLANTAIN_ADMIN_TOKEN: 'canary-admin-token-0123456789' } });
    const admin = { authorization: 'Bearer canary-admin-token-0123456789' };
    const account = await gateway.post('/admin/v1/accounts', { name: 'Other', kind: 'unlimited' }, admin);
    const { id } = (await account.json()) as { id: string };
    const made = await gateway.app.keys.create({ mode: 'live', name: 'other', accountId: id });
    stranger = made.key;
  });
  after(() => gateway.close());

  const check = async (way: Way, url: string, key: string, isTaken: boolean) => {
    const response = await way.hand(gateway, url, key);
    const text = await response.text();
    assert.equal(response.ok, isTaken, `${way.name}: ${response.status} ${text.slice(0, 400)}`);
    if (!isTaken) assert.match(text, /Ask again for its generation/);
  };

  for (const way of ways) {
    it(`${way.name}: is taken by a link that is good, from anybody`, async () => {
      await check(way, await gateway.makeOne(), stranger, true);
    });

    it(`${way.name}: is refused by one that is bare, forged or old, and no way around it`, async () => {
      const url = await gateway.makeOne();
      await check(way, bare(url), stranger, false);
      await check(way, url.replace(/signature=..../, 'signature=AAAA'), stranger, false);
      await check(way, bare(await gateway.makeOne()) + new URL(url).search, stranger, false);
      gateway.advance(3_600_000);
      try {
        await check(way, url, stranger, false);
        // Its own account could ask for a fresh one at any time.
        await check(way, url, gateway.liveKey, true);
        await check(way, bare(url), gateway.liveKey, true);
      } finally {
        gateway.advance(-3_600_000);
      }
    });
  }

  it('is kept by its bare URL, and read by it when its turn comes', async () => {
    const url = await gateway.makeOne();
    const body = { model, prompt: 'night', references: [url], wait: 60 };
    const answer = await post(gateway, '/v1/generations', stranger, body);
    const read = (await answer.json()) as { status: string; requested: { references: string[] } };
    assert.equal(read.status, 'succeeded');
    assert.deepEqual(read.requested.references, [bare(url)]);
  });

  it('is the same request again with a fresh link', async () => {
    const url = await gateway.makeOne();
    const headers = { 'idempotency-key': 'with a reference' };
    const ask = async (link: string) =>
      gateway.post('/v1/images/generations', { model, prompt: 'night', image_input: [link] }, headers);
    const first = await ask(url);
    const second = await ask(bare(url));
    assert.deepEqual([first.status, second.status], [200, 200]);
    assert.equal(second.headers.get('idempotent-replayed'), 'true');
  });
});

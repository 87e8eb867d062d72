import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { createPlantain, PlantainError } from '../../client/index.ts';
import { startGateway, type TestGateway } from '../gateway/gateway.test.kit.ts';
import { repositoryRoot } from '../services/repository-root.ts';

const run = promisify(execFile);
const order = { model: 'nano-banana-2', prompt: 'a pear' };

describe('plantain/client', () => {
  let gateway: TestGateway;
  before(async () => {
    gateway = await startGateway();
  });
  after(() => gateway.close());

  const waits: number[] = [];
  const client = (own: typeof fetch = fetch) =>
    createPlantain({
      url: gateway.url,
      key: gateway.liveKey,
      fetch: own,
      sleep: async (ms, signal) => {
        waits.push(ms);
        signal?.throwIfAborted();
        await new Promise((resolve) => setImmediate(resolve));
      },
    });

  it('is typed by what /openapi.json says', async () => {
    await run(process.execPath, ['scripts/client-types.mjs', '--check'], { cwd: repositoryRoot() });
  });

  it('is made for an address that ends in /v1, too, and for nonsense or without a key not at all', async () => {
    const { data } = await createPlantain({ url: `${gateway.url}/v1/`, key: gateway.liveKey }).models();
    assert.ok(data.length > 0);
    assert.throws(() => createPlantain({ url: 'nonsense', key: 'x' }), /^TypeError: url takes the address/);
    const unset = undefined as unknown as string;
    assert.throws(() => createPlantain({ url: gateway.url, key: unset }), /^TypeError: key takes an API key/);
  });

  it('creates, follows, lists and quotes', async () => {
    const created = await client().create({ ...order, aspect_ratio: '16:9' });
    const seen: string[] = [];
    for await (const { status } of client().events(created.id)) seen.push(status);
    assert.equal(seen.at(-1), 'succeeded');
    const ended = await client().get(created.id);
    assert.equal(ended.images.length, 1);
    const image = await fetch(ended.images[0]?.url as string);
    assert.equal(image.headers.get('content-type'), ended.images[0]?.media_type);
    const { data } = await client().list({ limit: 1, status: 'succeeded' });
    assert.equal(data[0]?.id, created.id);
    const moment = new Date(created.created_at ?? 0);
    assert.equal((await client().list({ from: moment })).data.at(-1)?.id, created.id);
    assert.ok((await client().list({ to: moment })).data.every(({ id }) => id !== created.id));
    const quote = await client().quote({ model: 'nano-banana-2', count: 2 });
    assert.equal(Number(quote.total_usd), 2 * Number(quote.per_image_usd));
    assert.ok((await client().models()).data.some(({ id }) => id === 'nano-banana-2'));
  });

  it('uploads a picture whose URL is a reference, and tells why one is refused', async () => {
    const png = await sharp({ create: { width: 64, height: 64, channels: 3, background: '#ffe135' } })
      .png()
      .toBuffer();
    const upload = await client().upload(png);
    assert.deepEqual([upload.mime_type, upload.size], ['image/png', png.length]);
    const { images } = await client().generate({ ...order, references: [upload.url] });
    assert.equal(images.length, 1);
    const sent = JSON.stringify(gateway.upstream.requests.at(-1)?.body);
    assert.ok(sent.includes(`<base64 of ${png.length} bytes>`));
    await assert.rejects(client().upload(Buffer.from('no picture')), PlantainError);
  });

  it('repeats a create whose answer was lost under one idempotency key: one generation, one charge', async () => {
    const before = (await client().list({ limit: 100 })).data.length;
    const keys = new Set<string | null>();
    let requests = 0;
    const losing: typeof fetch = async (input, init) => {
      requests += 1;
      keys.add(new Headers(init?.headers).get('idempotency-key'));
      const answer = await fetch(input, init);
      if (requests > 2) return answer;
      await answer.arrayBuffer();
      throw new TypeError('the answer was lost');
    };
    const created = await client(losing).create({ ...order, wait: 30 });
    assert.deepEqual([requests, keys.size, keys.has(null)], [3, 1, false]);
    assert.equal((await client().list({ limit: 100 })).data.length, before + 1);
    assert.equal((await client().get(created.id)).status, 'succeeded');
  });

  it('asks once where a retry cannot help, and says what is wrong with which field', async () => {
    let requests = 0;
    const counting: typeof fetch = (input, init) => {
      requests += 1;
      return fetch(input, init);
    };
    await assert.rejects(client(counting).create({ ...order, model: 'no-such' }), (error) => {
      assert.ok(error instanceof PlantainError);
      assert.deepEqual([error.status, error.code, error.param], [404, 'unknown_model', 'model']);
      assert.match(error.requestId ?? '', /^\d{23}\w{22}$/);
      return true;
    });
    assert.equal(requests, 1);
  });

  it('waits as long as Retry-After says, and not at all when it says more than a minute or x-should-retry is false', async () => {
    const refusing = (headers: Record<string, string>) => {
      let requests = 0;
      const own: typeof fetch = async (input, init) => {
        requests += 1;
        return requests === 1 ? new Response('{}', { status: 429, headers }) : fetch(input, init);
      };
      return { own, requests: () => requests };
    };
    waits.length = 0;
    await client(refusing({ 'retry-after': '7' }).own).models();
    assert.deepEqual(waits, [7_000]);
    for (const headers of [{ 'retry-after': '61' }, { 'x-should-retry': 'false' }]) {
      const { own, requests } = refusing(headers as Record<string, string>);
      await assert.rejects(client(own).models(), { status: 429 });
      assert.equal(requests(), 1);
    }
  });

  it('fails a failed generation with its code, and stops at once when its signal says so', async () => {
    await assert.rejects(client().generate({ ...order, prompt: '#emulate(block, reason=IMAGE_SAFETY)' }), {
      code: 'content_blocked',
    });
    const reason = new Error('enough');
    await assert.rejects(client().generate(order, { signal: AbortSignal.abort(reason) }), reason);
  });

  it('makes an image from pictures that are sent along', async () => {
    const source = await client().generate({ ...order, wait: 30 });
    const bytes = Buffer.from(await (await fetch(source.images[0]?.url as string)).arrayBuffer());
    const made = await client().generateInline({
      ...order,
      images: [{ mediaType: source.images[0]?.media_type ?? '', base64: bytes.toString('base64') }],
      aspectRatio: '16:9',
    });
    const image = made.images[0];
    assert.deepEqual([image?.width, image?.height], [1376, 768]);
  });
});

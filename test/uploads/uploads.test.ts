import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import sharp from 'sharp';
import { openArtifactStore } from '../../src/archive/stores/open-artifact-store.ts';
import { openStore } from '../../src/store/open-store.ts';
import { expireUploads } from '../../src/uploads/expire-uploads.ts';
import { ask, entryPaths } from '../edge/entry-paths.ts';
import { startGateway, type TestGateway } from '../gateway/gateway.test.kit.ts';

const hourMs = 3_600_000;
const picture = (color: string) =>
  sharp({ create: { width: 40, height: 30, channels: 3, background: color } });
const png = await picture('#a36').png().toBuffer();
const jpeg = await picture('#6a3').jpeg().toBuffer();
const gif = await picture('#36a').gif().toBuffer();
const animated = await sharp([png, jpeg], { join: { animated: true } })
  .gif()
  .toBuffer();
const pixelsOf = (bytes: Buffer) => sharp(bytes).ensureAlpha().raw().toBuffer();
/** A PNG of exactly that many bytes; what follows IEND belongs to no chunk. */
const pngOfSize = (sizeBytes: number) => Buffer.concat([png, Buffer.alloc(sizeBytes - png.length)]);

interface Written {
  readonly id: string;
  readonly url: string;
  readonly mime_type: string;
  readonly size: number;
  readonly expires_at: string;
  readonly upload_url: string;
  readonly headers: Record<string, string>;
  readonly error?: { readonly message: string; readonly param: string | null; readonly code: string };
}

describe('uploads', () => {
  let gateway: TestGateway;
  let nowMs = Date.now();
  before(async () => {
    gateway = await startGateway({ clock: { now: () => nowMs } });
  });
  after(() => gateway.close());

  const send = async (target: string, body: unknown, key = gateway.liveKey) => {
    const isBytes = Buffer.isBuffer(body);
    const response = await fetch(`${gateway.url}/v1/files/uploads${target}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${key}`,
        'content-type': isBytes ? 'image/png' : 'application/json',
      },
      body: isBytes ? body : JSON.stringify(body),
    });
    return { status: response.status, body: (await response.json()) as Written };
  };
  const newKey = async (mode: 'live' | 'test' = 'live') =>
    (await gateway.app.keys.create({ mode, name: `key ${Math.random()}` })).key;
  const bytesAt = async (url: string) => Buffer.from(await (await fetch(url)).arrayBuffer());

  it('keeps what comes as bytes, Base64 or a data URI, types it by its bytes and serves it inert', async () => {
    const forms: [string, unknown, Buffer][] = [
      ['', jpeg, jpeg],
      ['/base64', { data: png.toString('base64') }, png],
      ['/base64', { data: png.toString('base64'), filename: null, purpose: null }, png],
      ['/base64', { data: `data:image/gif;base64,${jpeg.toString('base64')}`, filename: 'a b.gif' }, jpeg],
    ];
    for (const [target, sent, bytes] of forms) {
      const { status, body } = await send(target, sent);
      assert.equal(status, 200, JSON.stringify(body));
      assert.match(body.id, /^file_[0-9a-f]{32}$/);
      const type = bytes === png ? 'image/png' : 'image/jpeg';
      assert.deepEqual([body.mime_type, body.size], [type, bytes.length]);
      assert.equal(Date.parse(body.expires_at), Math.floor((nowMs + 48 * hourMs) / 1000) * 1000);
      const served = await fetch(body.url);
      assert.equal(served.headers.get('content-type'), type);
      assert.equal(served.headers.get('x-content-type-options'), 'nosniff');
      assert.equal(served.headers.get('content-security-policy'), "default-src 'none'; sandbox");
      assert.deepEqual(Buffer.from(await served.arrayBuffer()), bytes);
    }
  });

  it('takes a form with the image as file, and refuses fields it does not know', async () => {
    const post = async (entries: [string, string | Blob, string?][]) => {
      const form = new FormData();
      for (const [name, value, fileName] of entries) {
        if (typeof value === 'string') form.append(name, value);
        else form.append(name, value, fileName);
      }
      const response = await fetch(`${gateway.url}/v1/files/uploads`, {
        method: 'POST',
        headers: { authorization: `Bearer ${gateway.liveKey}` },
        body: form,
      });
      return { status: response.status, body: (await response.json()) as Written & { filename?: string } };
    };
    const file = new Blob([new Uint8Array(png)], { type: 'image/gif' });
    const { status, body } = await post([
      ['purpose', 'model_input'],
      ['file', file, 'pear.gif'],
    ]);
    assert.equal(status, 200, JSON.stringify(body));
    assert.deepEqual([body.mime_type, body.size, body.filename], ['image/png', png.length, 'pear.gif']);
    assert.deepEqual(await bytesAt(body.url), png);
    const refusals: [[string, string | Blob, string?][], string][] = [
      [[['purpose', 'model_input']], 'file'],
      [
        [
          ['file', file, 'a.png'],
          ['purpose', 'fine-tune'],
        ],
        'purpose',
      ],
      [
        [
          ['file', file, 'a.png'],
          ['expires_in', '9'],
        ],
        'expires_in',
      ],
      [[['file', new Blob(['<svg/>']), 'a.png']], 'file'],
      [[['file', file, `${'a'.repeat(300)}.png`]], 'filename'],
      [[['file', file, 'a\0b.png']], 'filename'],
      [
        [
          ['file', file, 'a.png'],
          ['filename', 'a\0b.png'],
        ],
        'filename',
      ],
    ];
    for (const [entries, param] of refusals) {
      const answer = await post(entries);
      assert.deepEqual([answer.status, answer.body.error?.param], [400, param], JSON.stringify(answer.body));
    }
  });

  it('keeps a still GIF as a PNG of the same pixels, however it comes', async () => {
    const host = createServer((_, response) => {
      response.writeHead(200, { 'content-type': 'image/gif' }).end(gif);
    }).listen(0, '127.0.0.1');
    await once(host, 'listening');
    const url = `http://127.0.0.1:${(host.address() as AddressInfo).port}/a.gif`;
    const form = new FormData();
    form.append('file', new Blob([new Uint8Array(gif)], { type: 'image/gif' }), 'a.gif');
    const ways = [
      (await send('', gif)).body,
      (await send('/base64', { data: `data:image/gif;base64,${gif.toString('base64')}` })).body,
      (await send('/url', { url })).body,
      (await (
        await fetch(`${gateway.url}/v1/files/uploads`, {
          method: 'POST',
          headers: { authorization: `Bearer ${gateway.liveKey}` },
          body: form,
        })
      ).json()) as Written,
    ];
    const { body: place } = await send('/presign', { content_type: 'image/gif', size: gif.length });
    assert.deepEqual(
      [place.mime_type, place.size, place.headers],
      ['image/gif', gif.length, { 'Content-Type': 'image/gif' }],
    );
    const put = (bytes: Buffer) =>
      fetch(place.upload_url, { method: 'PUT', headers: { 'content-type': 'image/gif' }, body: bytes });
    assert.equal((await put(Buffer.concat([animated.subarray(0, gif.length)]))).status, 400);
    assert.equal((await put(gif)).status, 200);
    const got = await fetch(`${gateway.url}/v1/files/uploads/${place.id}`, {
      headers: { authorization: `Bearer ${gateway.liveKey}` },
    });
    ways.push((await got.json()) as Written);
    assert.equal(ways[4]?.url, place.url);
    for (const [index, way] of ways.entries()) {
      const served = await fetch(way.url);
      const bytes = Buffer.from(await served.arrayBuffer());
      assert.deepEqual(
        [way.mime_type, served.headers.get('content-type'), way.size, (await sharp(bytes).metadata()).format],
        ['image/png', 'image/png', bytes.length, 'png'],
        `way ${index}`,
      );
      assert.deepEqual(await pixelsOf(bytes), await pixelsOf(gif), `way ${index}`);
    }

    // As the reference of a request it stays what no upstream takes.
    const request = { model: 'nano-banana-2', prompt: 'x', image_input: [url] };
    const authorization = `Bearer ${await newKey('test')}`;
    const refused = await gateway.post('/v1/images/generations', request, { authorization });
    host.close();
    assert.equal(refused.status, 400);
    assert.match(await refused.text(), /is a GIF\. Send a PNG, JPEG or WebP image\./);
  });

  it('fetches an upload by URL once, through the egress guard', async () => {
    let asked = 0;
    const host = createServer((request, response) => {
      if (request.url === '/huge.png') {
        response.writeHead(200, { 'content-type': 'image/png', 'content-length': 40_000_000 }).flushHeaders();
        return;
      }
      asked += 1;
      response.writeHead(200, { 'content-type': 'image/png' }).end(png);
    }).listen(0, '127.0.0.1');
    await once(host, 'listening');
    const url = `http://127.0.0.1:${(host.address() as AddressInfo).port}/a.png`;
    const { status, body } = await send('/url', { url });
    const huge = await send('/url', { url: url.replace('a.png', 'huge.png') });
    host.close();
    assert.deepEqual([huge.status, huge.body.error?.code], [413, 'payload_too_large']);
    assert.match(huge.body.error?.message ?? '', /at most 20971520 bytes \(20 MiB\)/);
    assert.equal(status, 200, JSON.stringify(body));
    assert.deepEqual(await bytesAt(body.url), png);
    assert.equal(asked, 1);
    for (const refused of ['http://169.254.169.254/a.png', 'http://[::1]/', 'http://10.0.0.1/x']) {
      const answer = await send('/url', { url: refused });
      assert.equal(answer.status, 400);
      assert.deepEqual([answer.body.error?.code, answer.body.error?.param], ['invalid_image_url', 'url']);
      assert.match(answer.body.error?.message ?? '', /^The image \(/);
    }
  });

  it('takes the bytes of a presigned URL once, as announced, without a key', async () => {
    const announced = {
      filename: 'p.png',
      content_type: 'image/png',
      size: png.length,
      purpose: 'model_input',
    };
    const { body } = await send('/presign', announced);
    const put = (bytes: Buffer, type = 'image/png', url = body.upload_url) =>
      fetch(url, { method: 'PUT', headers: { 'content-type': type }, body: bytes }).then(
        ({ status }) => status,
      );
    assert.equal((await fetch(body.url)).status, 404);
    assert.equal(await put(png, 'image/jpeg'), 400);
    assert.equal(await put(png.subarray(1)), 400);
    assert.equal(await put(Buffer.alloc(png.length)), 400);
    assert.equal(await put(png, 'image/png', `${body.url}?token=guessed`), 404);
    assert.equal(await put(png, 'image/png', body.url), 404);
    assert.equal(await put(png), 200);
    assert.equal(await put(png), 404);
    assert.deepEqual(await bytesAt(body.url), png);
    assert.ok(!gateway.logText().includes(new URL(body.upload_url).searchParams.get('token') as string));

    const late = (await send('/presign', announced)).body;
    nowMs += 16 * 60_000;
    assert.equal(await put(png, 'image/png', late.upload_url), 404);
  });

  it('two that PUT at once to one presigned URL: one is taken, and its bytes stay', async () => {
    const size = Math.max(png.length, jpeg.length) + 50;
    const { body } = await send('/presign', { content_type: 'image/png', size });
    const variants = Array.from({ length: 6 }, (_, index) => {
      const bytes = pngOfSize(size);
      bytes[size - 1] = index;
      return bytes;
    });
    const statuses = await Promise.all(
      variants.map(
        async (bytes) =>
          (
            await fetch(body.upload_url, {
              method: 'PUT',
              headers: { 'content-type': 'image/png' },
              body: bytes,
            })
          ).status,
      ),
    );
    assert.deepEqual(statuses.toSorted(), [200, 404, 404, 404, 404, 404]);
    assert.deepEqual(await bytesAt(body.url), variants[statuses.indexOf(200)]);
  });

  it('is a reference for its own account and mode, read without network, and for no one else', async () => {
    const { body: upload } = await send('', png);
    const creates: [string, unknown][] = [
      ['/v1/images/generations', { model: 'nano-banana-2', prompt: 'x', image_input: [upload.url] }],
      ['/v1/generations', { model: 'nano-banana-2', prompt: 'x', references: [upload.url], wait: 60 }],
    ];
    for (const [target, request] of creates) {
      const answer = await gateway.post(target, request);
      assert.ok(answer.ok, `${target}: ${answer.status} ${await answer.clone().text()}`);
    }
    const stranger = await newKey('test');
    const foreign = { model: 'nano-banana-2', prompt: 'x', image_input: [upload.url] };
    const refused = await gateway.post('/v1/images/generations', foreign, {
      authorization: `Bearer ${stranger}`,
    });
    const unknown = { ...foreign, image_input: [upload.url.replace(/file_.{32}/, `file_${'0'.repeat(32)}`)] };
    const missing = await gateway.post('/v1/images/generations', unknown, {
      authorization: `Bearer ${stranger}`,
    });
    const words = async (response: Response) => {
      const { error } = (await response.json()) as { error: { message: string; param: string } };
      return [response.status, error.param, error.message.replace(/file_\w+|\(request id: \w+\)/g, '')];
    };
    const told = await words(refused);
    assert.deepEqual(told, await words(missing));
    assert.deepEqual(told.slice(0, 2), [400, 'image_input[0]']);

    const get = (key: string, method = 'GET') =>
      fetch(`${gateway.url}/v1/files/uploads/${upload.id}`, {
        method,
        headers: { authorization: `Bearer ${key}` },
      });
    assert.equal((await get(stranger)).status, 404);
    assert.equal((await get(stranger, 'DELETE')).status, 404);
    assert.equal((await get(gateway.liveKey)).status, 200);
    assert.equal((await get(gateway.liveKey, 'DELETE')).status, 200);
    assert.equal((await get(gateway.liveKey)).status, 404);
    assert.equal((await fetch(upload.url)).status, 404);
  });

  it('is a reference in every contract', async () => {
    const target = { url: gateway.url, liveKey: await newKey() };
    // What was a GIF goes wherever any other does.
    const { url } = (await send('', gif, target.liveKey)).body;
    const creating = entryPaths.filter((entry) => entry.name !== 'upload by URL');
    for (const entry of creating) await entry.send(target, url);
    const contents = [{ parts: [{ text: 'x' }, { fileData: { mimeType: 'image/png', fileUri: url } }] }];
    const native = await ask(target, '/v1beta/models/nano-banana-2:generateContent', { contents });
    assert.equal(native.status, 200, native.body);

    const { body } = await ask(target, '/v1/generations?limit=100');
    const { data } = JSON.parse(body) as { data: { contract: string; status: string; references: object }[] };
    for (const { contract, status, references } of data) {
      const { items, ...counts } = references as { items: { from: string }[] };
      assert.deepEqual(
        [status, counts, items[0]?.from],
        ['succeeded', { total: 1, ready: 1 }, 'archive'],
        contract,
      );
    }
    assert.deepEqual(new Set(data.map(({ contract }) => contract)).size, creating.length);
  });

  it('takes 20 MiB and not one byte more, and 200 MiB in 24 hours of one key', async () => {
    const key = await newKey();
    const most = 20 * 1_048_576;
    const over = await send('', pngOfSize(most + 1), key);
    assert.equal(over.status, 413);
    const base64 = { data: pngOfSize(most + 1).toString('base64') };
    assert.equal((await send('/base64', base64, key)).status, 413);
    for (let number = 1; number <= 9; number += 1) {
      const announced = { content_type: 'image/png', size: most };
      assert.equal((await send('/presign', announced, key)).status, 200);
    }
    const whole = pngOfSize(most);
    const last = await send('', whole, key);
    assert.equal(last.status, 200);
    assert.equal(
      createHash('sha256')
        .update(await bytesAt(last.body.url))
        .digest('hex'),
      createHash('sha256').update(whole).digest('hex'),
    );
    const beyond = await send('', png, key);
    assert.equal(beyond.status, 429);
    assert.match(beyond.body.error?.message ?? '', /200 MiB/);
    // What was reserved and never sent counts no longer than it could have been.
    nowMs += 16 * 60_000;
    assert.equal((await send('', png, key)).status, 200);
  });

  it('refuses what is no whole still picture, and a broken body, with the field', async () => {
    const cases: [string, unknown, number, string | null][] = [
      ['/base64', { data: 'not base64!' }, 400, null],
      ['/base64', { data: Buffer.from('<svg xmlns="x"/>').toString('base64') }, 400, 'data'],
      ['/base64', { data: png.subarray(0, -4).toString('base64') }, 400, 'data'],
      ['/base64', { data: ['x'] }, 400, 'data'],
      ['/base64', {}, 400, 'data'],
      ['/base64', { data: png.toString('base64'), filename: '\ud800' }, 400, 'filename'],
      ['/base64', { data: png.toString('base64'), purpose: 'fine-tune' }, 400, 'purpose'],
      ['/url', { url: 'file:///etc/passwd' }, 400, 'url'],
      ['/presign', { content_type: 'image/svg+xml', size: 5 }, 400, 'content_type'],
      ['/presign', { content_type: 'image/png', size: 0 }, 400, 'size'],
      ['/presign', { content_type: 'image/png', size: 20 * 1_048_576 + 1 }, 413, 'size'],
      ['', Buffer.from('GIF89a'), 400, null],
      ['', animated, 400, null],
      ['/base64', { data: gif.subarray(0, -1).toString('base64') }, 400, 'data'],
    ];
    for (const [target, sent, status, param] of cases) {
      const answer = await send(target, sent);
      const label = `${target} ${JSON.stringify(sent).slice(0, 80)}: ${JSON.stringify(answer.body)}`;
      assert.deepEqual([answer.status, answer.body.error?.param], [status, param], label);
    }
  });

  it('is gone after 48 hours: first its URL, then its file', async () => {
    const { body } = await send('', png);
    nowMs += 48 * hourMs - 1_000;
    assert.equal((await fetch(body.url)).status, 200);
    nowMs += 1_000;
    assert.equal((await fetch(body.url)).status, 410);
    const rows = await openStore({ url: `sqlite:${path.join(gateway.dataFolder, 'plantain.db')}` });
    const files = await openArtifactStore(`file:${path.join(gateway.dataFolder, 'artifacts')}`);
    assert.ok((await expireUploads(rows, files, nowMs)).gone >= 1);
    await rows.close();
    const left = await readdir(path.join(gateway.dataFolder, 'artifacts'), { recursive: true });
    assert.ok(!left.some((file) => file.includes(body.id)));
    assert.equal((await fetch(body.url)).status, 404);
    assert.deepEqual(await readdir(path.join(gateway.dataFolder, 'artifacts', '.spool')), []);
  });
});

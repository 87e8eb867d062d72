import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import sharp from 'sharp';
import { startGateway, type TestGateway } from './gateway.test.kit.ts';

interface Answer {
  readonly code?: string | number;
  readonly error?: { readonly status?: string; readonly type?: string };
}

const model = 'nano-banana-2';
const native = `/v1beta/models/${model}:generateContent`;

describe('a body packed as its Content-Encoding says', () => {
  let gateway: TestGateway;
  let png: Buffer;
  before(async () => {
    gateway = await startGateway();
    const plain = { width: 700, height: 500, channels: 3, background: 'teal' } as const;
    png = await sharp({ create: plain }).png({ compressionLevel: 0 }).toBuffer();
  });
  after(() => gateway.close());

  const send = async (path: string, body: Buffer, headers: Record<string, string>) => {
    const response = await fetch(gateway.url + path, {
      method: 'POST',
      headers: { authorization: `Bearer ${gateway.liveKey}`, ...headers },
      body: new Uint8Array(body),
    });
    return { status: response.status, headers: response.headers, text: await response.text() };
  };
  const sendJson = (path: string, value: unknown, encoding = 'gzip', pack = gzipSync as typeof deflateSync) =>
    send(path, pack(JSON.stringify(value)), {
      'content-type': 'application/json',
      'content-encoding': encoding,
    });
  const inlineImage = () => ({
    contents: [
      {
        role: 'user',
        parts: [{ text: 'packed' }, { inlineData: { mimeType: 'image/png', data: png.toString('base64') } }],
      },
    ],
  });
  const lastSent = () => JSON.stringify(gateway.upstream.requests.at(-1)?.body);

  it('is taken where images are asked for, in each of the encodings', async () => {
    for (const [encoding, pack] of [
      ['gzip', gzipSync],
      ['deflate', deflateSync],
      ['br', brotliCompressSync as unknown as typeof deflateSync],
    ] as const) {
      const { status, text } = await sendJson(
        '/v1/images/generations',
        { model, prompt: 'hi' },
        encoding,
        pack,
      );
      assert.equal(status, 200, text);
      assert.match(text, /task-artifacts/);
    }
  });

  it('brings an inline image upstream byte for byte on the native route', async () => {
    const { status, text } = await sendJson(native, inlineImage());
    assert.equal(status, 200, text.slice(0, 500));
    assert.ok(lastSent().includes(`<base64 of ${png.length} bytes>`), lastSent());
  });

  it('may be a form', async () => {
    const form = new FormData();
    form.append('model', model);
    form.append('prompt', 'Make it night');
    form.append('image', new Blob([new Uint8Array(png)], { type: 'image/png' }), 'a.png');
    const plain = new Response(form);
    const { status, text } = await send('/v1/images/edits', gzipSync(await plain.arrayBuffer()), {
      'content-type': plain.headers.get('content-type') ?? '',
      'content-encoding': 'gzip',
    });
    assert.equal(status, 200, text.slice(0, 500));
    assert.ok(lastSent().includes(`<base64 of ${png.length} bytes>`), lastSent());
  });

  it('may be an image to upload', async () => {
    const headers = { 'content-type': 'image/png', 'content-encoding': 'gzip' };
    const { status, text } = await send('/v1/files/uploads', gzipSync(png), headers);
    assert.equal(status, 200, text);
    const { url } = JSON.parse(text) as { url: string };
    const kept = Buffer.from(await (await fetch(url)).arrayBuffer());
    assert.ok(kept.equals(png));
  });

  it('means the same as plain to an Idempotency-Key', async () => {
    const body = { model, prompt: 'once' };
    const key = { 'idempotency-key': 'packed-once' };
    const first = await gateway.post('/v1/images/generations', body, key);
    const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip', ...key };
    const again = await send('/v1/images/generations', gzipSync(JSON.stringify(body)), headers);
    assert.equal(again.headers.get('idempotent-replayed'), 'true');
    assert.deepEqual(JSON.parse(again.text), await first.json());
  });

  // Packed they are under the limit, and unpacked over it: of a text, of an inline image, of a form and of a file.
  const bomb = (before: string, zeros: number, after: string) =>
    gzipSync(Buffer.concat([Buffer.from(before), Buffer.alloc(zeros, 'A'), Buffer.from(after)]));
  for (const [name, path, type, body] of [
    ['a text', '/v1/images/generations', 'application/json', bomb('{"prompt":"', 20e6, '"}')],
    [
      'an inline image',
      native,
      'application/json',
      bomb('{"contents":[{"parts":[{"inlineData":{"mimeType":"image/png","data":"', 150e6, '"}}]}]}'),
    ],
    [
      'a file of a form',
      '/v1/images/edits',
      'multipart/form-data; boundary=B',
      bomb(
        '--B\r\ncontent-disposition: form-data; name="image"; filename="p"\r\n\r\n',
        150e6,
        '\r\n--B--\r\n',
      ),
    ],
    ['an upload', '/v1/files/uploads', 'image/png', bomb('', 50e6, '')],
  ] as const) {
    it(`is refused as too large when it is a bomb of ${name}, and the connection goes on`, async () => {
      const { status, text } = await send(path, body, { 'content-type': type, 'content-encoding': 'gzip' });
      assert.equal(status, 413, text);
      assert.ok((JSON.parse(text) as { error: { message: string } }).error.message);
    });
  }

  it('is refused in the words of its contract when it is broken or in an unknown encoding', async () => {
    const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip' };
    const whole = gzipSync(JSON.stringify({ model, prompt: 'hi' }));
    const contracts: readonly (readonly [string, (answer: Answer) => unknown, unknown])[] = [
      ['/v1/images/generations', ({ error }) => error?.type, 'invalid_request_error'],
      [native, ({ error }) => error?.status, 'INVALID_ARGUMENT'],
      ['/v1/generations', ({ code }) => code, 'invalid_request'],
      [`/api/v1/generateTask/${model}`, ({ code }) => code, 400],
    ];
    for (const [path, codeOf, code] of contracts) {
      const cut = await send(path, whole.subarray(0, whole.length - 6), headers);
      assert.equal(cut.status, 400, cut.text);
      assert.equal(codeOf(JSON.parse(cut.text)), code, cut.text);
      assert.match(cut.text, /not whole and valid gzip/);
      const unknown = await send(path, whole, { ...headers, 'content-encoding': 'zstd' });
      assert.equal(unknown.status, 415, unknown.text);
      assert.match(unknown.text, /zstd\\" is not taken.*gzip, deflate or br/);
    }
  });

  it('leaves the connection to the next request, taken or refused', async () => {
    const { hostname, port } = new URL(gateway.url);
    const socket = connect(Number(port), hostname);
    const request = (body: Buffer) =>
      Buffer.concat([
        Buffer.from(
          `POST /v1/generations/quote HTTP/1.1\r\nhost: a\r\nauthorization: Bearer ${gateway.liveKey}\r\ncontent-type: application/json\r\ncontent-encoding: gzip\r\ncontent-length: ${body.length}\r\n\r\n`,
        ),
        body,
      ]);
    const whole = gzipSync(JSON.stringify({ model }));
    const bodies = [
      whole,
      Buffer.concat([whole, Buffer.alloc(300_000, 1)]),
      gzipSync(Buffer.alloc(30e6)),
      Buffer.alloc(300_000, 7),
      whole,
    ];
    socket.write(Buffer.concat(bodies.map(request)));
    let text = '';
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1');
    });
    const statuses = () => [...text.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status);
    while (statuses().length < bodies.length) await once(socket, 'data');
    socket.destroy();
    assert.deepEqual(statuses(), ['200', '400', '413', '400', '200']);
  });
});

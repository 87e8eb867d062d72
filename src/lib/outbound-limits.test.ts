import assert from 'node:assert/strict';
import { test } from 'node:test';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { door, serve, serveRaw } from './outbound.test.kit.ts';

test('S-177…184: the size limit is exact, with and without Content-Length', async (context) => {
  const url = await serve(context, (request, response) => {
    const [, form, size] = request.url!.split('/');
    if (form === 'length') response.setHeader('content-length', size!);
    response.write(Buffer.alloc(Math.floor(Number(size) / 2)));
    response.end(Buffer.alloc(Math.ceil(Number(size) / 2)));
  });
  const get = door(context);
  for (const form of ['length', 'chunked']) {
    for (const size of [99_999, 100_000]) {
      assert.equal((await get({ url: `${url}/${form}/${size}`, maxBytes: 100_000 })).body.length, size);
    }
    await assert.rejects(
      get({ url: `${url}/${form}/100001`, maxBytes: 100_000 }),
      { code: 'too_large' },
      form,
    );
  }
});

test('S-185…189: an encoded body is refused and nothing is inflated', async (context) => {
  const encodings: [string, Buffer][] = [
    ['gzip', gzipSync(Buffer.alloc(10e6))],
    ['gzip, gzip, gzip', gzipSync(gzipSync(gzipSync(Buffer.alloc(1e6))))],
    ['br', brotliCompressSync(Buffer.alloc(1e6))],
    ['zstd', Buffer.from('28b52ffd', 'hex')],
    ['identity, gzip', gzipSync('x')],
  ];
  const url = await serve(context, (request, response) => {
    const [encoding, body] = encodings[Number(request.url!.slice(1))]!;
    response.writeHead(200, { 'content-encoding': encoding }).end(body);
  });
  const get = door(context);
  for (const index of encodings.keys()) {
    await assert.rejects(get({ url: `${url}/${index}` }), { code: 'content_encoding' }, encodings[index]![0]);
  }
});

test('S-165…176: servers that misbehave end in a typed failure within the limits', async (context) => {
  const head = 'HTTP/1.1 200 OK\r\n';
  const cases: [string, string, string[]][] = [
    ['silence', '', ['timeout']],
    ['half a head', 'HTTP/1.1 200 OK\r\nx-a: b', ['timeout']],
    ['17 KB of head', `${head}x: ${'a'.repeat(70_000)}\r\n\r\n`, ['too_large', 'bad_response']],
    ['no HTTP', 'SSH-2.0-OpenSSH\r\n\r\n', ['bad_response']],
    ['HTTP/0.9', '<html>', ['bad_response', 'timeout']],
    ['a stalled body', `${head}content-length: 100\r\n\r\nabc`, ['timeout']],
    ['two lengths', `${head}content-length: 1\r\ncontent-length: 2\r\n\r\nab`, ['bad_response']],
    ['negative length', `${head}content-length: -1\r\n\r\nab`, ['bad_response']],
    ['bad chunk', `${head}transfer-encoding: chunked\r\n\r\nzz\r\n`, ['bad_response', 'truncated']],
  ];
  const get = door(context);
  for (const [name, bytes, codes] of cases) {
    const { url } = await serveRaw(context, (socket) => socket.write(bytes));
    const started = performance.now();
    await assert.rejects(
      get({ url, totalMs: 300 }),
      (error: unknown) => codes.includes((error as { code: string }).code),
      name,
    );
    assert.ok(performance.now() - started < 20_000, name);
  }
  const cut = await serveRaw(context, (socket) => socket.end(`${head}content-length: 50\r\n\r\nabc`));
  await assert.rejects(get({ url: cut.url }), { code: 'truncated' });
});

test('the total time covers all redirects together', async (context) => {
  const url = await serve(context, (request, response) => {
    setTimeout(() => response.writeHead(302, { location: `${request.url}x` }).end(), 150);
  });
  await assert.rejects(door(context)({ url: `${url}/`, totalMs: 250 }), { code: 'timeout' });
});

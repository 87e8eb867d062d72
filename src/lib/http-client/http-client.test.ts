import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { createHttpClient, HttpFailure } from './http-client.ts';
import { exchange, httpServer, mirror, sha } from './http-exchange.test.kit.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'http-'));
after(() => rmSync(folder, { recursive: true }));

test('requests of every kind of body arrive whole, with the right framing', async () => {
  const origin = await httpServer(mirror);
  const client = createHttpClient();
  const bytes = randomBytes(3_000_000);
  const file = path.join(folder, 'file');
  writeFileSync(file, bytes);
  const plan = ['{"a":"', { file, encode: 'base64', sizeBytes: bytes.length }, '"}'] as const;
  const planned = Buffer.from(`{"a":"${bytes.toString('base64')}"}`);
  const stream = async function* () {
    for (let at = 0; at < bytes.length; at += 70_000) yield bytes.subarray(at, at + 70_000);
  };
  for (const [body, expected, framing] of [
    ['héllo', Buffer.from('héllo'), '6'],
    [bytes.subarray(0, 10), bytes.subarray(0, 10), '10'],
    [bytes, bytes, '3000000'],
    [plan, planned, String(planned.length)],
    [{ open: stream }, bytes, undefined],
    [{ open: stream, sizeBytes: bytes.length }, bytes, '3000000'],
    [undefined, Buffer.alloc(0), '0'],
  ] as const) {
    const told = await exchange(client, {
      url: `${origin.url}/a/b?c=d%20e#f`,
      method: 'POST',
      headers: { 'X-Own': 'é', absent: undefined },
      ...(body === undefined ? {} : { body }),
    });
    assert.equal(told.failure, undefined);
    assert.equal(told.headers['x-sha'], sha(expected));
    const seen = JSON.parse(told.body.toString()) as { url: string; headers: Record<string, string> };
    assert.equal(seen.url, '/a/b?c=d%20e');
    assert.equal(seen.headers['content-length'], framing);
    assert.equal(seen.headers['transfer-encoding'], framing === undefined ? 'chunked' : undefined);
    assert.equal(seen.headers['accept-encoding'], 'identity');
    assert.equal(seen.headers['x-own'], 'é');
    assert.equal(seen.headers.host, new URL(origin.url).host);
  }
  assert.equal(origin.connections(), 1);
  client.close();
  origin.close();
});

test('thousands of requests in a row use one connection and leave no listener behind', async () => {
  const origin = await httpServer((request, response) => {
    if (request.url === '/empty') response.writeHead(204).end();
    else if (request.url === '/chunked') {
      response.write('a');
      response.end('b');
    } else response.end('hello');
  });
  const client = createHttpClient();
  const warned: Error[] = [];
  const onWarning = (warning: Error) => warned.push(warning);
  process.on('warning', onWarning);
  const controller = new AbortController();
  for (let round = 0; round < 3000; round++) {
    const place = ['/', '/empty', '/chunked'][round % 3]!;
    const request = {
      url: origin.url + place,
      signal: controller.signal,
      method: round % 7 ? 'GET' : 'HEAD',
    };
    const { status } = await client.collect(request, { maxBytes: 10 });
    assert.equal(status, place === '/empty' ? 204 : 200);
  }
  assert.equal(origin.connections(), 1);
  assert.deepEqual(warned, []);
  process.off('warning', onWarning);
  client.close();
  origin.close();
});

test('collect refuses a body beyond its limit, announced or not', async () => {
  const origin = await httpServer((request, response) => {
    if (request.url === '/chunked') response.write('x');
    response.end('x'.repeat(request.url === '/chunked' ? 100 : 101));
  });
  const client = createHttpClient();
  for (const place of ['/', '/chunked']) {
    const { body } = await client.collect({ url: origin.url + place }, { maxBytes: 101 });
    assert.equal(body.length, 101);
    await assert.rejects(
      client.collect({ url: origin.url + place }, { maxBytes: 100 }),
      (failure) => failure instanceof HttpFailure && failure.code === 'too_large' && failure.phase === 'body',
    );
  }
  client.close();
  origin.close();
});

test('collect keeps the beginning of a refusal beyond its limit, and its status', async () => {
  const origin = await httpServer((request, response) => {
    response.writeHead(400, request.url === '/chunked' ? {} : { 'content-length': 200_000 });
    response.write('why');
    response.end('x'.repeat(199_997));
  });
  const client = createHttpClient();
  for (const place of ['/', '/chunked']) {
    const { status, body } = await client.collect({ url: origin.url + place }, { maxBytes: 100 });
    assert.deepEqual([status, body.toString()], [400, `why${'x'.repeat(97)}`]);
  }
  client.close();
  origin.close();
});

test('nothing in a request can add a header or a second request', () => {
  const client = createHttpClient();
  const handler = { head() {}, data() {}, end() {}, error() {} };
  const url = 'http://127.0.0.1:1/';
  for (const request of [
    { url, headers: { a: 'b\r\nc: d' } },
    { url, headers: { a: 'b\nc' } },
    { url, headers: { a: 'b\u0000' } },
    { url, headers: { a: 'b\u010a' } },
    { url, headers: { 'a: b\r\nc': 'd' } },
    { url, headers: { 'a ': 'd' } },
    { url, headers: { '': 'd' } },
    { url, method: 'GET / HTTP/1.1\r\na: b\r\n\r\nGET' },
    { url, method: '' },
    { url, method: 'CONNECT' },
    { url, headers: { Host: 'other' } },
    { url, headers: { 'Content-Length': '5' } },
    { url, headers: { 'transfer-encoding': 'chunked' } },
    { url, headers: { connection: 'upgrade' } },
    { url: 'http://user:secret@127.0.0.1/' },
    { url: 'ftp://127.0.0.1/' },
    { url: 'nonsense' },
  ]) {
    assert.throws(
      () => client.send(request, handler),
      (error: Error) => error instanceof TypeError && !/secret|other/.test(error.message),
      JSON.stringify(request),
    );
  }
});

test('control characters in a path stay encoded', async () => {
  const origin = await httpServer(mirror);
  const client = createHttpClient();
  const told = await exchange(client, { url: `${origin.url}/a\u0001 b?\u00e9"\t` });
  assert.match(told.body.toString(), /"url":"\/a%01%20b\?%C3%A9%22"/);
  client.close();
  origin.close();
});

test('a paused response waits, and goes on where it stopped', async () => {
  const bytes = randomBytes(5_000_000);
  const origin = await httpServer((_request, response) => response.end(bytes));
  const client = createHttpClient({ timeouts: { idleMs: 1_000 } });
  let pauses = 0;
  let isPaused = false;
  const told = await exchange(client, { url: origin.url }, (transfer) => ({
    data() {
      assert.equal(isPaused, false);
      if (pauses >= 5) return true;
      pauses++;
      isPaused = true;
      const resume = () => {
        isPaused = false;
        transfer.resume();
      };
      // The first is longer than the client would wait for bytes.
      setTimeout(resume, pauses === 1 ? 1_200 : 1);
      return false;
    },
  }));
  assert.equal(told.failure, undefined);
  assert.ok(told.body.equals(bytes));
  assert.equal(pauses, 5);
  client.close();
  origin.close();
});

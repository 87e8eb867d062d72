import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { createHttpClient } from './http-client.ts';
import { answering, exchange, once, rawServer, shapeOf } from './http-exchange.test.kit.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'http-'));
after(() => rmSync(folder, { recursive: true }));

const ok = 'HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello';

test('a connection that ends says how far the response had come', async () => {
  for (let at = 0; at < ok.length; at++) {
    const told = await once((socket) => socket.once('data', () => socket.end(ok.slice(0, at))));
    const [code, phase] = at === 0 ? ['connection_lost', 'head'] : ['truncated', at < 41 ? 'head' : 'body'];
    assert.deepEqual(shapeOf(told), [code, ok.indexOf('hello') <= at ? 'body' : phase, 'whole', at > 0]);
  }
});

test('a reset connection is a failure in every phase', async () => {
  const reset = (text: string) => (socket: Socket) => {
    socket.once('data', () => socket.write(text, () => setTimeout(() => socket.resetAndDestroy(), 10)));
  };
  assert.deepEqual(shapeOf(await once((socket) => socket.once('data', () => socket.resetAndDestroy()))), [
    'connection_lost',
    'head',
    'whole',
    false,
  ]);
  assert.deepEqual(shapeOf(await once(reset('HTTP/1.1 2'))), ['truncated', 'head', 'whole', true]);
  assert.deepEqual(shapeOf(await once(reset('HTTP/1.1 200 OK\r\n\r\nhel'))), [
    'truncated',
    'body',
    'whole',
    true,
  ]);
  assert.deepEqual(shapeOf(await once(reset(ok.slice(0, -1)))), ['truncated', 'body', 'whole', true]);
});

test('a body without a length ends in good order with the connection', async () => {
  const told = await once((socket) => socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\n\r\nhello')));
  assert.equal(told.failure, undefined);
  assert.equal(told.body.toString(), 'hello');
});

test('a refused connection is a failure to connect', async () => {
  const origin = await rawServer(() => {});
  await origin.close();
  const client = createHttpClient();
  const told = await exchange(client, { url: origin.url });
  assert.deepEqual(shapeOf(told), ['connect_failed', 'connect', 'none', false]);
  assert.deepEqual(shapeOf(await exchange(client, { url: 'http://name.invalid/' })).slice(0, 2), [
    'connect_failed',
    'connect',
  ]);
});

test('bytes after a response, or unasked ones, end the connection and reach nobody', async (context) => {
  for (const extra of ['HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nevil', 'x']) {
    for (const delayMs of [0, 10]) {
      const origin = await rawServer((socket) => {
        socket.on('end', () => socket.end());
        socket.on('data', () => {
          if (delayMs === 0) socket.write(ok + extra);
          else socket.write(ok, () => setTimeout(() => socket.write(extra), delayMs));
        });
      });
      context.after(() => origin.close());
      const client = createHttpClient();
      context.after(() => client.close());
      for (let round = 0; round < 3; round++) {
        const told = await exchange(client, { url: origin.url });
        assert.equal(told.body.toString(), 'hello');
        const connection = origin.accepted[round];
        assert.ok(connection, 'each request has a connection of its own');
        if (!connection.destroyed) await new Promise((closed) => connection.once('close', closed));
      }
      assert.equal(origin.accepted.length, 3);
    }
  }
});

test('an answer that is not HTTP is a bad response', async () => {
  for (const [answer, code] of [
    ['SSH-2.0-OpenSSH\r\n', 'bad_response'],
    [`HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n`, 'bad_response'],
    [`HTTP/1.1 200 OK\r\nx: ${'y'.repeat(20_000)}`, 'too_large'],
    ['HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 5\r\n\r\nhello', 'content_encoding'],
    ['HTTP/1.1 200 OK\r\ncontent-encoding: identity, gzip\r\n\r\nhello', 'content_encoding'],
    ['HTTP/1.1 200 OK\r\ncontent-encoding: utf-8,, X-GZip\r\n\r\nhello', 'content_encoding'],
    ['HTTP/1.1 200 OK\r\ncontent-encoding: zstd\r\n\r\nhello', 'content_encoding'],
  ] as const) {
    const told = await once((socket) => void socket.once('data', () => socket.write(answer)));
    assert.equal(told.failure?.code, code, answer.slice(0, 60));
    assert.equal(told.status, 0);
  }
});

test('a body whose encoding says nothing that changes bytes is taken as it comes', async () => {
  for (const encoding of [
    '',
    ' ,',
    'identity',
    'utf-8',
    'UTF-8, ',
    'aws-chunked',
    'aws-chunked,identity',
    'none',
  ]) {
    const told = await once((socket) => {
      socket.once('data', () =>
        socket.write(ok.replace('OK\r\n', `OK\r\ncontent-encoding: ${encoding}\r\n`)),
      );
    });
    assert.deepEqual([told.failure, told.body.toString()], [undefined, 'hello'], encoding);
  }
});

test('a kept connection that its server has just closed is replaced, once', async () => {
  // The first request of each connection is answered, the second one resets it.
  const onSocket = (socket: Socket) => {
    let count = 0;
    socket.on('data', () => (count++ === 0 ? socket.write(ok) : socket.resetAndDestroy()));
  };
  const origin = await rawServer(onSocket);
  const client = createHttpClient();
  for (let round = 0; round < 5; round++) {
    const told = await exchange(client, { url: origin.url, method: 'POST', body: 'x' });
    assert.equal(told.body.toString(), 'hello');
  }
  assert.equal(origin.accepted.length, 5);
  client.close();
  await origin.close();

  const dead = await rawServer((socket, index) =>
    socket.once('data', () => {
      if (index > 0) socket.resetAndDestroy();
      else socket.write(ok, () => socket.once('data', () => socket.resetAndDestroy()));
    }),
  );
  const other = createHttpClient();
  await exchange(other, { url: dead.url });
  assert.deepEqual(shapeOf(await exchange(other, { url: dead.url })), [
    'connection_lost',
    'head',
    'whole',
    false,
  ]);
  assert.equal(dead.accepted.length, 2);
  other.close();
  await dead.close();
});

test('a request that may be sent once only goes over a connection no other has used, and is never repeated', async () => {
  let received = 0;
  const origin = await rawServer((socket, index) =>
    socket.on('data', () => {
      received += 1;
      if (index === 0) socket.write(ok);
      else socket.resetAndDestroy();
    }),
  );
  const client = createHttpClient();
  await exchange(client, { url: origin.url });
  const told = await exchange(client, { url: origin.url, method: 'POST', body: 'x', once: true });
  assert.deepEqual(shapeOf(told), ['connection_lost', 'head', 'whole', false]);
  assert.deepEqual([origin.accepted.length, received], [2, 2]);
  client.close();
  await origin.close();
});

test('a request is not sent again when the server may have worked on it', async () => {
  for (const [staleMs, answer] of [
    [20, ''],
    [2000, 'HTTP/1.1 100 Continue\r\n\r\n'],
    [0, ''],
  ] as const) {
    let requests = 0;
    const origin = await rawServer((socket) =>
      socket.on('data', () => {
        if (++requests === 1) socket.write(ok);
        else {
          socket.write(answer);
          setTimeout(() => socket.destroy(), 60);
        }
      }),
    );
    const client = createHttpClient({ staleMs });
    await exchange(client, { url: origin.url });
    const { failure } = await exchange(client, { url: origin.url, method: 'POST', body: 'x' });
    assert.ok(failure?.code === 'connection_lost' || failure?.code === 'truncated');
    assert.equal(requests, 2);
    client.close();
    await origin.close();
  }
});

test('a body plan is read again for the second sending', async () => {
  const file = path.join(folder, 'plan');
  writeFileSync(file, Buffer.alloc(200_000, 'a'));
  let received = 0;
  const origin = await rawServer((socket, index) => {
    let size = 0;
    socket.on('data', (chunk) => {
      size += chunk.length;
      if (index === 0) size === chunk.length && size < 1000 ? socket.write(ok) : socket.resetAndDestroy();
      else if (size > 200_000) {
        received = size;
        socket.write(ok);
      }
    });
  });
  const client = createHttpClient();
  await exchange(client, { url: origin.url });
  const body = [{ file, encode: 'none', sizeBytes: 200_000 }] as const;
  const told = await exchange(client, { url: origin.url, method: 'PUT', body });
  assert.equal(told.body.toString(), 'hello');
  assert.ok(received > 200_000);
  client.close();
  await origin.close();
});

test('a refusal that comes while the body is still being sent is delivered', async () => {
  const answer = 'HTTP/1.1 413 Too Large\r\ncontent-length: 5\r\n\r\nhello';
  for (const then of ['keep', 'end'] as const) {
    const origin = await answering(answer, then);
    const client = createHttpClient();
    const told = await exchange(client, { url: origin.url, method: 'POST', body: Buffer.alloc(50_000_000) });
    assert.deepEqual([told.status, told.body.toString(), told.failure], [413, 'hello', undefined]);
    assert.equal((await exchange(client, { url: origin.url })).status, 413);
    assert.equal(origin.accepted.length, 2);
    client.close();
    await origin.close();
  }
});

test('a request body that cannot be read fails the request', async () => {
  const missing = [{ file: path.join(folder, 'missing'), encode: 'base64', sizeBytes: 100_000 }] as const;
  const told = await once(() => {}, {}, { method: 'PUT', body: missing });
  assert.deepEqual(shapeOf(told), ['body_failed', 'send', 'part', false]);
  for (const sizeBytes of [3, 5]) {
    const stream = {
      async *open() {
        yield Buffer.alloc(4);
      },
      sizeBytes,
    };
    assert.equal((await once(() => {}, {}, { method: 'PUT', body: stream })).failure?.code, 'body_failed');
  }
});

test('a handler that throws ends the exchange with its exception', async () => {
  for (const where of ['head', 'data', 'end'] as const) {
    const origin = await answering(ok);
    const client = createHttpClient();
    const cause = new Error('no');
    const calls: string[] = [];
    const failure = await new Promise<Error & { code?: string }>((resolve) => {
      const call = (name: string) => {
        calls.push(name);
        if (name === where) throw cause;
      };
      client.send(
        { url: origin.url },
        { head: () => call('head'), data: () => call('data'), end: () => call('end'), error: resolve },
      );
    });
    assert.deepEqual([failure.code, failure.cause, calls.at(-1)], ['taker_failed', cause, where]);
    client.close();
    await origin.close();
  }
});

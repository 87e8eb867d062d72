import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { createHttpClient, type HttpClientOptions, type HttpRequest } from './http-client.ts';
import { answering, exchange, rawServer, type Told } from './http-exchange.test.kit.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'http-'));
after(() => rmSync(folder, { recursive: true }));

const shape = ({ failure }: Told) => [
  failure?.code,
  failure?.phase,
  failure?.requestSent,
  failure?.responseSeen,
];
const ok = 'HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello';

/** Runs one exchange against a raw server and closes both. */
async function once(
  onSocket: (socket: Socket, index: number) => void,
  options: HttpClientOptions = {},
  request: Partial<HttpRequest> = {},
): Promise<Told> {
  const origin = await rawServer(onSocket);
  const client = createHttpClient(options);
  const told = await exchange(client, { url: origin.url, ...request });
  client.close();
  await origin.close();
  return told;
}

test('a connection that ends says how far the response had come', async () => {
  for (let at = 0; at < ok.length; at++) {
    const told = await once((socket) => socket.once('data', () => socket.end(ok.slice(0, at))));
    const [code, phase] = at === 0 ? ['connection_lost', 'head'] : ['truncated', at < 41 ? 'head' : 'body'];
    assert.deepEqual(shape(told), [code, ok.indexOf('hello') <= at ? 'body' : phase, 'whole', at > 0]);
  }
});

test('a reset connection is a failure in every phase', async () => {
  const reset = (text: string) => (socket: Socket) => {
    socket.once('data', () => socket.write(text, () => setTimeout(() => socket.resetAndDestroy(), 10)));
  };
  assert.deepEqual(shape(await once((socket) => socket.once('data', () => socket.resetAndDestroy()))), [
    'connection_lost',
    'head',
    'whole',
    false,
  ]);
  assert.deepEqual(shape(await once(reset('HTTP/1.1 2'))), ['truncated', 'head', 'whole', true]);
  assert.deepEqual(shape(await once(reset('HTTP/1.1 200 OK\r\n\r\nhel'))), [
    'truncated',
    'body',
    'whole',
    true,
  ]);
  assert.deepEqual(shape(await once(reset(ok.slice(0, -1)))), ['truncated', 'body', 'whole', true]);
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
  assert.deepEqual(shape(told), ['connect_failed', 'connect', 'none', false]);
  assert.deepEqual(shape(await exchange(client, { url: 'http://name.invalid/' })).slice(0, 2), [
    'connect_failed',
    'connect',
  ]);
});

test('every phase has its time', async () => {
  const answer = (text: string) => (socket: Socket) => void socket.once('data', () => socket.write(text));
  const cases: [
    string,
    HttpClientOptions['timeouts'],
    (socket: Socket) => void,
    Partial<HttpRequest>,
    unknown[],
  ][] = [
    ['head', { headMs: 40 }, () => {}, {}, ['head', 'whole', false]],
    ['head', { headMs: 40 }, answer('HTTP/1.1 100 Continue\r\n\r\n'), {}, ['head', 'whole', true]],
    ['idle', { idleMs: 40 }, answer(ok.slice(0, -1)), {}, ['body', 'whole', true]],
    [
      'idle',
      { idleMs: 40 },
      (socket) => void socket.pause(),
      { method: 'PUT', body: Buffer.alloc(30_000_000) },
      ['send', 'part', false],
    ],
    ['total', { totalMs: 300 }, () => {}, {}, ['head', 'whole', false]],
    ['total', { totalMs: 400, idleMs: 200 }, drip, {}, ['body', 'whole', true]],
  ];
  for (const [timeout, timeouts, onSocket, request, expected] of cases) {
    const told = await once(onSocket, { timeouts: timeouts! }, request);
    assert.deepEqual([...shape(told), told.failure?.timeout], ['timeout', ...expected, timeout]);
  }
});

test('connecting has its time, the name lookup included', async () => {
  const client = createHttpClient({ lookup: () => {}, timeouts: { connectMs: 40 } });
  const told = await exchange(client, { url: 'http://name.invalid/' });
  assert.deepEqual([...shape(told), told.failure?.timeout], ['timeout', 'connect', 'none', false, 'connect']);
  client.close();
});

test('a slow body that never stops coming is no idle body', async () => {
  let left = 10;
  const told = await once(
    (socket) =>
      void socket.once('data', () => {
        socket.write('HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n');
        const timer = setInterval(() => {
          socket.write('x');
          if (--left === 0) clearInterval(timer);
        }, 15);
      }),
    { timeouts: { idleMs: 100 } },
  );
  assert.equal(told.body.toString(), 'x'.repeat(10));
});

test('bytes after a response, or unasked ones, end the connection and reach nobody', async () => {
  for (const extra of ['HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nevil', 'x']) {
    for (const delayMs of [0, 10]) {
      const origin = await rawServer((socket) =>
        socket.on('data', () => {
          if (delayMs === 0) socket.write(ok + extra);
          else socket.write(ok, () => setTimeout(() => socket.write(extra), delayMs));
        }),
      );
      const client = createHttpClient();
      for (let round = 0; round < 3; round++) {
        const told = await exchange(client, { url: origin.url });
        assert.equal(told.body.toString(), 'hello');
        await new Promise((resolve) => setTimeout(resolve, delayMs * 2));
      }
      assert.equal(origin.accepted.length, 3);
      client.close();
      await origin.close();
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
  ] as const) {
    const told = await once((socket) => void socket.once('data', () => socket.write(answer)));
    assert.equal(told.failure?.code, code, answer.slice(0, 60));
    assert.equal(told.status, 0);
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
  assert.deepEqual(shape(await exchange(other, { url: dead.url })), [
    'connection_lost',
    'head',
    'whole',
    false,
  ]);
  assert.equal(dead.accepted.length, 2);
  other.close();
  await dead.close();
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
  assert.deepEqual(shape(told), ['body_failed', 'send', 'part', false]);
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

test('abort ends a request at once in every phase and frees its connection', async () => {
  const cause = new Error('enough');
  const cases: [string, string, Partial<HttpRequest>][] = [
    ['connect', '', {}],
    ['send', '', { method: 'PUT', body: Buffer.alloc(30_000_000) }],
    ['head', 'HTTP/1.1 200', {}],
    ['body', 'HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\nx', {}],
  ];
  for (const bySignal of [true, false]) {
    for (const [phase, answer, request] of cases) {
      const controller = new AbortController();
      let abort = () => controller.abort(cause);
      const reached = () => setTimeout(() => abort(), 30);
      const origin = await rawServer((socket) =>
        socket.once('data', () => {
          if (phase === 'send') socket.pause();
          socket.write(answer);
          reached();
        }),
      );
      const client = createHttpClient(phase === 'connect' ? { lookup: reached } : {});
      const url = phase === 'connect' ? 'http://name.invalid/' : origin.url;
      const told = await exchange(client, { url, ...request, signal: controller.signal }, (transfer) => {
        if (!bySignal) abort = () => transfer.abort(cause);
        return {};
      });
      assert.deepEqual(
        [told.failure?.code, told.failure?.phase, told.failure?.cause],
        ['aborted', phase, cause],
      );
      for (const socket of origin.accepted) {
        socket.resume();
        if (!socket.destroyed && !socket.readableEnded)
          await new Promise((resolve) => socket.once('end', resolve).once('close', resolve));
      }
      await origin.close();
    }
  }
});

test('a signal that fired before is noticed, and send returns first', async () => {
  const client = createHttpClient();
  const told = await exchange(client, { url: 'http://127.0.0.1:1/', signal: AbortSignal.abort() });
  assert.deepEqual(shape(told), ['aborted', 'queue', 'none', false]);
});

test('abort within data delivers nothing more', async () => {
  const body = '1\r\na\r\n'.repeat(50);
  const origin = await answering(`HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n${body}0\r\n\r\n`);
  const client = createHttpClient();
  const told = await exchange(client, { url: origin.url }, (transfer) => ({ data: () => transfer.abort() }));
  assert.equal(told.failure?.code, 'aborted');
  assert.equal(told.body.length, 1);
  client.close();
  await origin.close();
});

test('idle connections are closed after their time, or the shorter one the server names', async () => {
  for (const [idleMs, header] of [
    [30, ''],
    [10_000, 'keep-alive: timeout=1, max=5\r\n'],
  ] as const) {
    const origin = await answering(`HTTP/1.1 204 x\r\n${header}\r\n`);
    const client = createHttpClient({ idleMs });
    await exchange(client, { url: origin.url });
    const started = Date.now();
    await new Promise((resolve) => origin.accepted[0]!.once('end', resolve));
    assert.ok(Date.now() - started < 900);
    client.close();
    await origin.close();
  }
});

function drip(socket: Socket): void {
  socket.once('data', () => {
    socket.write('HTTP/1.1 200 OK\r\ncontent-length: 99999\r\n\r\n');
    const timer = setInterval(() => socket.write('x'), 5);
    socket.once('close', () => clearInterval(timer));
  });
}

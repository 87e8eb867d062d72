import assert from 'node:assert/strict';
import type { Socket } from 'node:net';
import { test } from 'node:test';
import { createHttpClient, type HttpClientOptions, type HttpRequest } from './http-client.ts';
import { answering, exchange, once, rawServer, shapeOf } from './http-exchange.test.kit.ts';

const ok = 'HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello';

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
    ['head', { headMs: 1_000 }, answer('HTTP/1.1 100 Continue\r\n\r\n'), {}, ['head', 'whole', true]],
    ['idle', { idleMs: 40 }, answer(ok.slice(0, -1)), {}, ['body', 'whole', true]],
    [
      'idle',
      { idleMs: 40 },
      (socket) => void socket.pause(),
      { method: 'PUT', body: Buffer.alloc(30_000_000) },
      ['send', 'part', false],
    ],
    ['idle', { idleMs: 5_000, bodyIdleMs: 40 }, answer(ok.slice(0, -1)), {}, ['body', 'whole', true]],
    ['total', { totalMs: 300 }, () => {}, {}, ['head', 'whole', false]],
    // A silent body that is allowed to be.
    [
      'total',
      { totalMs: 300, idleMs: 40, bodyIdleMs: 60_000 },
      answer(ok.slice(0, -1)),
      {},
      ['body', 'whole', true],
    ],
    ['total', { totalMs: 1_500, idleMs: 1_000 }, drip, {}, ['body', 'whole', true]],
  ];
  for (const [timeout, timeouts, onSocket, request, expected] of cases) {
    const told = await once(onSocket, { timeouts: timeouts! }, request);
    assert.deepEqual([...shapeOf(told), told.failure?.timeout], ['timeout', ...expected, timeout]);
  }
});

test('who takes a body says how long it may be silent from now on, and a refusal is never waited for long', async () => {
  const long = 60_000;
  const cases = [
    ['idle', { idleMs: 40, bodyIdleMs: long, totalMs: 5_000 }, ['idleMs'], ok],
    ['total', { idleMs: 40, bodyIdleMs: long, totalMs: 300 }, ['idleMs', 'bodyIdleMs'], ok],
    ['idle', { idleMs: long, bodyIdleMs: 40, totalMs: 5_000 }, ['idleMs', 'bodyIdleMs'], ok],
    ['idle', { idleMs: 40, totalMs: 5_000 }, ['bodyIdleMs'], ok],
    ['idle', { idleMs: 40, bodyIdleMs: long, totalMs: 5_000 }, [], ok.replace('200', '400')],
  ] as const;
  for (const [timeout, timeouts, limits, answer] of cases) {
    const origin = await rawServer(
      (socket) => void socket.once('data', () => socket.write(answer.slice(0, -1))),
    );
    const client = createHttpClient({ timeouts });
    const told = await exchange(client, { url: origin.url }, (transfer) => ({
      data: () => {
        for (const limit of limits) transfer.limitSilence(limit);
      },
    }));
    assert.deepEqual([told.body.toString(), told.failure?.timeout], ['hell', timeout]);
    client.close();
    await origin.close();
  }
});

test('connecting has its time, the name lookup included', async () => {
  const client = createHttpClient({ lookup: () => {}, timeouts: { connectMs: 40 } });
  const told = await exchange(client, { url: 'http://name.invalid/' });
  assert.deepEqual(
    [...shapeOf(told), told.failure?.timeout],
    ['timeout', 'connect', 'none', false, 'connect'],
  );
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
        }, 150);
      }),
    { timeouts: { idleMs: 1_000 } },
  );
  assert.equal(told.body.toString(), 'x'.repeat(10));
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
  assert.deepEqual(shapeOf(told), ['aborted', 'queue', 'none', false]);
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

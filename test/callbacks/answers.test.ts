import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { serveRaw } from '../../src/lib/outbound.test.kit.ts';
import type { CallbackSender } from '../../src/tasks/callbacks/sender.ts';
import { answerWith, type Receiver, startReceiver } from './receiver.test.kit.ts';
import { engines, openHouse, type SendingHouse } from './sending.test.kit.ts';

const [engine] = engines();
const totalMs = 1_000;

describe('what a receiver answers', () => {
  let house: SendingHouse;
  let sender: CallbackSender;
  before(async () => {
    house = await openHouse(engine!);
    sender = await house.sender({ limits: { totalMs } });
  });
  after(() => house.close());

  const resultAt = async (url: string) => {
    const [id] = (await house.end(url)) as [string];
    const startedAt = performance.now();
    await sender.poll();
    await sender.idle();
    const { state, log, nextAtMs } = await house.desk.show(id);
    return { state, attempt: log[0], nextAtMs, elapsedMs: performance.now() - startedAt };
  };

  it('decides by its status: 2xx ends, 410 stops, the rest is tried again, and no redirect is followed', async () => {
    const decoy = await startReceiver();
    const receiver = await startReceiver((response, { path }) =>
      response.writeHead(Number(path.slice(1)), { location: decoy.url }).end(),
    );
    const { origin } = new URL(receiver.url);
    const expected = new Map<number, string>();
    for (const status of [200, 201, 204, 299]) expected.set(status, 'delivered');
    for (const status of [300, 301, 302, 303, 304, 307, 308]) expected.set(status, 'pending');
    for (const status of [400, 401, 404, 408, 429, 500, 502, 503, 504]) expected.set(status, 'pending');
    expected.set(410, 'stopped');
    for (const [status, state] of expected) {
      const result = await resultAt(`${origin}/${status}`);
      assert.deepEqual([status, result.state, result.attempt?.status], [status, state, status]);
    }
    assert.equal(receiver.received.length, expected.size);
    assert.equal(decoy.received.length, 0);
    await Promise.all([receiver.close(), decoy.close()]);
  });

  it('that never comes, or is no HTTP, is a failure within the time an attempt has', async (context) => {
    const speak: Record<string, (socket: Socket) => void> = {
      reset: (socket) => socket.resetAndDestroy(),
      'end without a word': (socket) => socket.end(),
      'no HTTP': (socket) => socket.end('SSH-2.0-OpenSSH_9.6\r\n'),
      'a flood of interim answers': (socket) => {
        for (let count = 0; count < 1_000; count += 1) socket.write('HTTP/1.1 102 Processing\r\n\r\n');
      },
      'a head in drips': (socket) => {
        socket.write('HTTP/1.1 200 OK\r\n');
        const timer = setInterval(() => socket.write('x: y\r\n'), 100);
        socket.on('close', () => clearInterval(timer));
      },
      silence: () => undefined,
    };
    for (const [what, answer] of Object.entries(speak)) {
      const { url } = await serveRaw(context, answer);
      const { state, attempt, elapsedMs } = await resultAt(url);
      assert.deepEqual([what, state, attempt?.status], [what, 'pending', undefined]);
      assert.match(attempt?.error ?? '', /^[a-z_]+: /, what);
      assert.ok(elapsedMs < totalMs + 20_000, `${what}: ${elapsedMs} ms`);
    }
  });

  it('with a broken TLS handshake is a failure', async () => {
    const receiver = await startReceiver();
    const { state, attempt } = await resultAt(receiver.url.replace('http:', 'https:'));
    assert.equal(state, 'pending');
    assert.equal(attempt?.status, undefined);
    assert.equal(receiver.received.length, 0);
    await receiver.close();
  });

  it('counts also where it is compressed though nobody asked, or begins with too many headers', async () => {
    const answers: Record<string, (response: ServerResponse) => void> = {
      compressed: (response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('ok')),
      'compressed and gone': (response) =>
        response.writeHead(410, { 'content-encoding': 'gzip' }).end(gzipSync('gone')),
      'compressed, without an end': (response) =>
        response.writeHead(200, { 'content-encoding': 'br' }).write('o'),
      'a long head': (response) => response.writeHead(200, { 'x-trace': 'a'.repeat(17_000) }).end('ok'),
      'a long head, and gone': (response) => response.writeHead(410, { 'x-trace': 'a'.repeat(17_000) }).end(),
    };
    const receiver = await startReceiver((response, { path }) =>
      answers[decodeURIComponent(path.slice(1))]?.(response),
    );
    const { origin } = new URL(receiver.url);
    for (const what of Object.keys(answers)) {
      const { state, attempt } = await resultAt(`${origin}/${encodeURIComponent(what)}`);
      const expected = what.endsWith('gone') ? ['stopped', 410] : ['delivered', 200];
      assert.deepEqual([what, state, attempt?.status], [what, ...expected]);
    }
    assert.equal(receiver.received.length, Object.keys(answers).length);
    await receiver.close();
  });

  it('counts once its status is there: an endless, slow or cut body changes nothing and is not read to its end', async () => {
    const sentBytes = { large: 0 };
    const bodies: Record<string, (response: ServerResponse) => void> = {
      large: (response) => {
        response.writeHead(200, { 'content-length': 10_000_000 });
        const piece = Buffer.alloc(16 * 1024);
        const more = () => {
          while (!response.destroyed && sentBytes.large < 10_000_000) {
            sentBytes.large += piece.length;
            if (!response.write(piece)) return void response.once('drain', more);
          }
        };
        more();
      },
      slow: (response) => {
        response.writeHead(200);
        const timer = setInterval(() => response.write('.'), 50);
        response.on('close', () => clearInterval(timer));
      },
      cut: (response) => {
        response.writeHead(200, { 'content-length': 100 }).write('half');
        setTimeout(() => response.destroy(), 50);
      },
    };
    const receiver = await startReceiver((response, { path }) => bodies[path.slice(1)]?.(response));
    for (const what of Object.keys(bodies)) {
      const { state, elapsedMs } = await resultAt(`${new URL(receiver.url).origin}/${what}`);
      assert.deepEqual([what, state], [what, 'delivered']);
      assert.ok(elapsedMs < totalMs + 20_000, `${what}: ${elapsedMs} ms`);
    }
    // What the sockets hold on both sides is beyond us.
    assert.ok(sentBytes.large < 9_000_000, `${sentBytes.large} bytes`);
    await receiver.close();
  });
});

describe('where a callback may go is judged when it is sent', () => {
  let house: SendingHouse;
  let receiver: Receiver;
  before(async () => {
    house = await openHouse(engine!);
    receiver = await startReceiver(answerWith(500), 0, '127.0.0.2');
  });
  after(async () => {
    await receiver.close();
    await house.close();
  });

  it('so a name that leads elsewhere by then, or also elsewhere, or to itself in disguise, is not connected to', async (context) => {
    const { port } = new URL(receiver.url);
    const decoy = await serveRaw(context, (socket) => socket.end(), '127.0.0.1', Number(port));
    const answers: Record<string, string[][]> = {
      'rebound.test': [['127.0.0.2'], ['127.0.0.1'], ['169.254.169.254'], ['::1']],
      'both.test': [['127.0.0.2', '127.0.0.1']],
      'metadata.test': [['169.254.169.254']],
    };
    const sender = await house.sender({
      outbound: {
        allow: ['127.0.0.2/32'],
        resolve: async (name) => (answers[name]!.length > 1 ? answers[name]!.shift() : answers[name]![0])!,
      },
    });
    const literals = [
      '127.0.0.1',
      '127.1',
      '2130706433',
      '0x7f000001',
      '[::1]',
      '[::ffff:127.0.0.1]',
      '[64:ff9b::7f00:1]',
      'localhost',
      'user:pw@127.0.0.1',
      '169.254.169.254',
    ];
    const hosts = ['rebound.test', 'both.test', 'metadata.test', ...literals];
    const ids = await house.end(...hosts.map((host) => `http://${host}:${port}/hook`));
    for (let round = 0; round < 4; round += 1) {
      await sender.poll();
      await sender.idle();
      house.clock.advance(3_600_000);
    }
    assert.equal(decoy.accepted.count, 0);
    assert.deepEqual(
      receiver.received.map((one) => one.id),
      [ids[0]],
    );
    for (const id of ids) {
      const { log } = await house.desk.show(id);
      assert.equal(log.length, 4);
      for (const { error } of log.slice(id === ids[0] ? 1 : 0)) assert.match(error ?? '', /^refused: /);
    }
  });
});

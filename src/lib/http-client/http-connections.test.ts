import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createHttpClient } from './http-client.ts';
import { exchange, httpServer, mirror, rawServer } from './http-exchange.test.kit.ts';

test('no more sockets than allowed are opened, and waiting requests get their turn in order', async () => {
  const order: number[] = [];
  const origin = await httpServer((request, response) => {
    order.push(Number(request.url?.slice(1)));
    setTimeout(() => response.end('x'), 5);
  });
  const client = createHttpClient({ maxSockets: 3 });
  const indexes = Array.from({ length: 30 }, (_, index) => index);
  await Promise.all(
    indexes.map((index) => client.collect({ url: `${origin.url}/${index}` }, { maxBytes: 1 })),
  );
  assert.equal(origin.connections(), 3);
  assert.equal(new Set(order).size, 30);
  // Three sockets may overtake each other by no more than their number.
  for (const [place, index] of order.entries()) assert.ok(Math.abs(place - index) <= 3, order.join());
  client.close();
  origin.close();
});

test('a request that may be sent once only gets a connection of its own where it had to wait for one', async () => {
  const ports: [string, number][] = [];
  const origin = await httpServer((request, response) => {
    ports.push([request.url ?? '', request.socket.remotePort ?? 0]);
    setTimeout(() => response.end('x'), 20);
  });
  const client = createHttpClient({ maxSockets: 1 });
  const ask = (path: string, once = false) =>
    client.collect({ url: origin.url + path, method: 'POST', body: 'x', once }, { maxBytes: 1 });
  await Promise.all([ask('/busy'), ask('/once', true), ask('/again', true), ask('/any')]);
  assert.deepEqual(
    ports.map(([path]) => path),
    ['/busy', '/once', '/again', '/any'],
  );
  // The last one may be sent twice, so it takes what it finds.
  assert.equal(new Set(ports.map(([, port]) => port)).size, 3);
  client.close();
  origin.close();
});

test('a connection that nobody uses makes room for a request that needs one of its own', async () => {
  const origin = await httpServer(mirror);
  const client = createHttpClient({ maxSockets: 1, timeouts: { queueMs: 1000 } });
  await exchange(client, { url: origin.url });
  for (let round = 0; round < 2; round++)
    assert.equal((await exchange(client, { url: origin.url, once: true })).failure, undefined);
  assert.equal(origin.connections(), 3);
  client.close();
  origin.close();
});

test('a request that waits too long for a socket fails before anything is sent', async () => {
  const origin = await rawServer(() => {});
  const client = createHttpClient({ maxSockets: 1, timeouts: { queueMs: 30 } });
  const first = exchange(client, { url: origin.url });
  const { failure } = await exchange(client, { url: origin.url });
  assert.deepEqual(
    [failure?.code, failure?.timeout, failure?.phase, failure?.requestSent],
    ['timeout', 'queue', 'queue', 'none'],
  );
  client.close();
  assert.equal((await first).failure?.code, 'closed');
  await origin.close();
});

test('a connection goes to the address given while the name stays in the Host header', async () => {
  const origin = await httpServer(mirror);
  const client = createHttpClient();
  const { port } = new URL(origin.url);
  const asked: string[] = [];
  const request = {
    url: `http://name.invalid:${port}/`,
    connectTo: '127.0.0.1',
    checkPeer: (address: string) => void asked.push(address),
  };
  for (let round = 0; round < 2; round++) {
    const told = await exchange(client, request);
    assert.match(told.body.toString(), new RegExp(`"host":"name.invalid:${port}"`));
  }
  assert.deepEqual(asked, ['127.0.0.1', '127.0.0.1']);
  assert.equal(origin.connections(), 1);
  client.close();
  origin.close();
});

test('connections to one address are not used for another', async () => {
  const origin = await httpServer(mirror);
  const client = createHttpClient();
  const { port } = new URL(origin.url);
  await exchange(client, { url: origin.url });
  await exchange(client, { url: origin.url, connectTo: '127.0.0.1' });
  await exchange(client, { url: `http://localhost:${port}/`, connectTo: '127.0.0.1' });
  assert.equal(origin.connections(), 3);
  client.close();
  origin.close();
});

test('a refused peer gets no byte, on a fresh and on a kept connection', async () => {
  let received = 0;
  const origin = await rawServer((socket) =>
    socket.on('data', (chunk) => {
      received += chunk.length;
      socket.write('HTTP/1.1 204 x\r\n\r\n');
    }),
  );
  const client = createHttpClient();
  const checkPeer = () => {
    throw new Error('not there');
  };
  const fresh = await exchange(client, { url: origin.url, checkPeer });
  assert.equal(fresh.failure?.code, 'peer_refused');
  assert.deepEqual(fresh.failure?.cause, new Error('not there'));
  assert.equal(received, 0);
  await exchange(client, { url: origin.url });
  const before = received;
  const kept = await exchange(client, { url: origin.url, checkPeer });
  assert.equal(kept.failure?.code, 'peer_refused');
  assert.equal(received, before);
  client.close();
  await origin.close();
});

test('a name is looked up by the function given', async () => {
  const origin = await httpServer(mirror);
  const client = createHttpClient({
    lookup: (_name, options, callback) => {
      if (options.all) callback(null, [{ address: '127.0.0.1', family: 4 }]);
      else callback(null, '127.0.0.1', 4);
    },
  });
  const { port } = new URL(origin.url);
  assert.equal((await exchange(client, { url: `http://any.invalid:${port}/` })).status, 200);
  client.close();
  origin.close();
});

test('a name that both address families know is connected to', async () => {
  const origin = await httpServer(mirror);
  const client = createHttpClient();
  const { port } = new URL(origin.url);
  assert.equal((await exchange(client, { url: `http://localhost:${port}/` })).status, 200);
  client.close();
  origin.close();
});

test('a closed client refuses', async () => {
  const client = createHttpClient();
  client.close();
  assert.equal((await exchange(client, { url: 'http://127.0.0.1:1/' })).failure?.code, 'closed');
});

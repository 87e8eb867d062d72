import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import type { TLSSocket } from 'node:tls';
import { issue, withoutOpenssl } from './certificate.test.kit.ts';
import { createHttpClient, type Transfer } from './http-client.ts';
import { exchange, rawServer } from './http-exchange.test.kit.ts';

const options = { skip: withoutOpenssl };
const body = randomBytes(3_000_000);
let server: Server;
let ca = '';
let port = 0;
const names: (string | false | null)[] = [];
let reused = 0;

before(async () => {
  if (withoutOpenssl) return;
  const { key, certificate, authority } = issue('name.test');
  ca = authority;
  server = createServer({ key, cert: certificate }, (request, response) => {
    const socket = request.socket as TLSSocket & { servername: string | false | null };
    names.push(socket.servername);
    if (socket.isSessionReused()) reused++;
    response.setHeader('x-protocol', String(socket.alpnProtocol));
    if (request.url === '/close') response.setHeader('connection', 'close');
    response.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});

after(() => {
  server?.closeAllConnections();
  server?.close();
});

test('a verified server is spoken to under its name, over kept connections', options, async () => {
  const client = createHttpClient({ tls: { ca } });
  for (let round = 0; round < 3; round++) {
    const told = await exchange(client, { url: `https://name.test:${port}/`, connectTo: '127.0.0.1' });
    assert.equal(told.failure, undefined);
    assert.ok(told.body.equals(body));
    assert.equal(told.headers['x-protocol'], 'http/1.1');
  }
  assert.equal(names.at(-1), 'name.test');
  client.close();
});

test('a later connection resumes the TLS session of an earlier one', options, async () => {
  const client = createHttpClient({ tls: { ca } });
  const request = { url: `https://name.test:${port}/close`, connectTo: '127.0.0.1' };
  reused = 0;
  let begun = () => {};
  let transfer: Transfer | undefined;
  const started = new Promise<void>((resolve) => {
    begun = resolve;
  });
  // Held, so that the pool, which keeps the session, lives on.
  const slow = exchange(client, request, (held) => {
    transfer = held;
    return { head: begun, data: () => false };
  });
  await started;
  await exchange(client, request);
  transfer!.abort();
  assert.equal(reused, 1);
  await slow;
  client.close();
});

test(
  'a certificate for another name, of another authority, or none at all is refused before a byte is sent',
  options,
  async () => {
    const before = names.length;
    const failures = [
      await exchange(createHttpClient({ tls: { ca } }), {
        url: `https://other.test:${port}/`,
        connectTo: '127.0.0.1',
      }),
      await exchange(createHttpClient({ tls: { ca } }), { url: `https://127.0.0.1:${port}/` }),
      await exchange(createHttpClient(), { url: `https://name.test:${port}/`, connectTo: '127.0.0.1' }),
      await exchange(createHttpClient({ tls: { ca: issue('name.test').authority } }), {
        url: `https://name.test:${port}/`,
        connectTo: '127.0.0.1',
      }),
    ].map(({ failure }) => [failure?.code, failure?.phase, failure?.requestSent]);
    for (const failure of failures) assert.deepEqual(failure, ['tls_failed', 'connect', 'none']);
    assert.equal(names.length, before);
  },
);

test('verification is switched off, or the name replaced, only by option', options, async () => {
  const unverified = createHttpClient({ tls: { rejectUnauthorized: false } });
  assert.equal((await exchange(unverified, { url: `https://127.0.0.1:${port}/` })).status, 200);
  const renamed = createHttpClient({ tls: { ca, servername: 'name.test' } });
  assert.equal((await exchange(renamed, { url: `https://127.0.0.1:${port}/` })).status, 200);
  unverified.close();
  renamed.close();
});

test(
  'a server that does not speak TLS fails the handshake; a silent one runs into the connect time',
  options,
  async () => {
    const plain = await rawServer((socket) => socket.write('HTTP/1.1 400 Bad Request\r\n\r\n'));
    const silent = await rawServer(() => {});
    const client = createHttpClient({ tls: { ca }, timeouts: { connectMs: 300 } });
    const first = await exchange(client, { url: plain.url.replace('http:', 'https:') });
    assert.equal(first.failure?.code, 'tls_failed');
    const second = await exchange(client, { url: silent.url.replace('http:', 'https:') });
    assert.deepEqual([second.failure?.code, second.failure?.timeout], ['timeout', 'connect']);
    await plain.close();
    await silent.close();
  },
);

test('a refused peer gets no handshake', options, async () => {
  let received = 0;
  const origin = await rawServer((socket) => socket.on('data', (chunk) => (received += chunk.length)));
  const client = createHttpClient({
    checkPeer: () => {
      throw new Error('not there');
    },
  });
  const told = await exchange(client, { url: origin.url.replace('http:', 'https:') });
  assert.equal(told.failure?.code, 'peer_refused');
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.equal(received, 0);
  await origin.close();
});

test('a paused TLS body waits and arrives whole', options, async () => {
  const client = createHttpClient({ tls: { ca } });
  let pauses = 0;
  const told = await exchange(
    client,
    { url: `https://name.test:${port}/`, connectTo: '127.0.0.1' },
    (transfer) => ({
      data() {
        if (++pauses % 20 !== 0) return true;
        setTimeout(() => transfer.resume(), 5);
        return false;
      },
    }),
  );
  assert.ok(told.body.equals(body));
  client.close();
});

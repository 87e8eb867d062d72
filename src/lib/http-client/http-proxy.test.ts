import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { issue, withoutOpenssl } from './certificate.test.kit.ts';
import { createHttpClient, type HttpClientOptions } from './http-client.ts';
import { exchange, rawServer } from './http-exchange.test.kit.ts';
import { startProxy, type TestProxy } from './proxy.test.kit.ts';
import { parseProxy } from './proxy.ts';

const password = 'canary-of-the-proxy';
const login = `Basic ${Buffer.from(`me:${password}`).toString('base64')}`;
const names = { 'name.test': '127.0.0.1', 'other.test': '127.0.0.1' };
const body = randomBytes(3_000_000);
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

describe('a proxy', {
  skip: withoutOpenssl,
}, () => {
  let server: Server;
  let url: string;
  let tls: NonNullable<HttpClientOptions['tls']>;
  let proxy: TestProxy;
  before(async () => {
    const { key, certificate, authority } = issue('name.test');
    tls = { ca: authority };
    server = createServer({ key, cert: certificate }, async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      response.setHeader('x-sha256', sha256(Buffer.concat(chunks)));
      response.setHeader('x-login', request.headers['proxy-authorization'] ?? 'none');
      response.end(body);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `https://name.test:${(server.address() as AddressInfo).port}/`;
    proxy = await startProxy({ login, names });
  });
  after(async () => {
    await proxy?.close();
    server?.closeAllConnections();
    server?.close();
  });

  const through = ({ port }: { readonly port: number }, user = `me:${password}@`, spared: string[] = []) =>
    createHttpClient({ tls, proxy: parseProxy(`http://${user}127.0.0.1:${port}`, spared) });

  it('carries large bodies both ways over one kept tunnel, and its login goes no further', async () => {
    const client = through(proxy);
    const before = proxy.asked.length;
    for (let round = 0; round < 3; round += 1) {
      const told = await exchange(client, { url, method: 'POST', body });
      assert.equal(told.failure, undefined);
      assert.ok(told.body.equals(body));
      assert.deepEqual([told.headers['x-sha256'], told.headers['x-login']], [sha256(body), 'none']);
    }
    assert.deepEqual(proxy.asked.slice(before), [new URL(url).host]);
    client.close();
  });

  it('holds back what a reader does not want yet', async () => {
    const client = through(proxy);
    let pauses = 0;
    const told = await exchange(client, { url }, (transfer) => ({
      data() {
        pauses += 1;
        if (pauses % 20 !== 0) return true;
        setTimeout(() => transfer.resume(), 5);
        return false;
      },
    }));
    assert.ok(told.body.equals(body));
    assert.ok(pauses > 20, `${pauses}`);
    client.close();
  });

  it('closes its tunnels with the client', async () => {
    const client = through(proxy);
    await exchange(client, { url });
    assert.ok(proxy.open.size > 0);
    client.close();
    for (const endMs = Date.now() + 20_000; proxy.open.size > 0; ) {
      assert.ok(Date.now() < endMs, `${proxy.open.size} tunnels are open`);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  });

  it('does not vouch for a server: its certificate is verified as without one', async () => {
    const client = through(proxy);
    const told = await exchange(client, { url: url.replace('name.test', 'other.test') });
    assert.deepEqual([told.failure?.code, told.failure?.requestSent], ['tls_failed', 'none']);
    client.close();
  });

  const bad = {
    'that wants another login': { login: 'Basic other' },
    'that answers 502': { answer: 'HTTP/1.1 502 Bad Gateway\r\n\r\n' },
    'that speaks no HTTP': { answer: 'SSH-2.0-OpenSSH\r\n\r\n' },
    'that hangs up': { answer: '' },
    'whose answer has no end': { answer: `HTTP/1.1 200 OK\r\nx: ${'y'.repeat(20_000)}` },
  };
  for (const [which, choices] of Object.entries(bad)) {
    it(`${which} is no connection, nothing was sent, and its login is not told`, async () => {
      const refusing = await startProxy({ names, ...choices });
      const client = through(refusing);
      const { failure } = await exchange(client, { url });
      assert.deepEqual([failure?.code, failure?.requestSent], ['connect_failed', 'none']);
      const told = `${failure?.message} ${failure?.stack} ${(failure?.cause as Error | undefined)?.stack}`;
      assert.ok(!told.includes(password) && !told.includes(login), told);
      client.close();
      await refusing.close();
    });
  }

  it('that is silent runs into the connect time; one that is away is refused', {
    timeout: 60_000,
  }, async () => {
    let hasLeft = () => {};
    const left = new Promise<void>((resolve) => {
      hasLeft = resolve;
    });
    const silent = await rawServer((socket) => socket.on('end', () => hasLeft()).resume());
    const port = Number(new URL(silent.url).port);
    const options = { tls, timeouts: { connectMs: 200 }, proxy: parseProxy(`http://127.0.0.1:${port}`) };
    const late = await exchange(createHttpClient(options), { url });
    assert.deepEqual([late.failure?.code, late.failure?.timeout], ['timeout', 'connect']);
    await left;
    await silent.close();
    assert.equal((await exchange(createHttpClient(options), { url })).failure?.code, 'connect_failed');
  });

  it('is passed by for hosts it spares, for this machine, for http, and for an address that was chosen', async () => {
    const before = proxy.asked.length;
    const plain = await rawServer((socket) =>
      socket.on('data', () => socket.write('HTTP/1.1 204 No Content\r\n\r\n')),
    );
    const { port } = new URL(url);
    const client = createHttpClient({
      tls: { servername: 'name.test', ...tls },
      lookup: (_name, choices, found) =>
        choices.all ? found(null, [{ address: '127.0.0.1', family: 4 }]) : found(null, '127.0.0.1', 4),
      proxy: parseProxy(`http://127.0.0.1:${proxy.port}`, ['.spared.test']),
    });
    const targets = [
      { url: `https://deep.spared.test:${port}/` },
      { url: `https://localhost:${port}/` },
      { url: `https://127.0.0.1:${port}/` },
      { url: plain.url },
      { url, connectTo: '127.0.0.1' },
    ];
    for (const target of targets) {
      const told = await exchange(client, target);
      assert.ok([200, 204].includes(told.status), `${target.url} ${told.failure?.message}`);
    }
    assert.equal(proxy.asked.length, before);
    client.close();
    await plain.close();
  });
});

describe('the address of a proxy', () => {
  it('is read with and without a login, whatever characters that has', () => {
    const { host, port, authorization } = parseProxy('http://me:p%40ss%3A@proxy.example:3128');
    assert.deepEqual([host, port], ['proxy.example', 3128]);
    assert.equal(Buffer.from(String(authorization).slice(6), 'base64').toString(), 'me:p@ss:');
    const plain = parseProxy('http://[::1]/');
    assert.deepEqual([plain.host, plain.port, plain.authorization], ['::1', 80, undefined]);
  });

  it('spares names, what is below a name, and addresses', () => {
    const { spares } = parseProxy('http://proxy.example', ['own.example', '.corp.example', '10.0.0.7']);
    const hosts = ['own.example', 'OWN.example', 'corp.example', 'a.corp.example', '10.0.0.7', 'localhost'];
    assert.deepEqual(hosts.map(spares), [true, true, true, true, true, true]);
    const others = ['not-own.example', 'a.own.example', 'notcorp.example', '10.0.0.70', '128.0.0.1'];
    assert.deepEqual(others.map(spares), [false, false, false, false, false]);
  });

  for (const text of [
    'proxy:3128',
    'https://proxy',
    'socks5://proxy',
    'http://proxy/path',
    'http://a:%zz@p',
  ]) {
    it(`is not ${text}`, () => {
      assert.throws(
        () => parseProxy(text),
        (error) => error instanceof RangeError && !error.message.includes(text),
      );
    });
  }
});

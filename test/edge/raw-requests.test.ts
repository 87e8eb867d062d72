import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { after, before, describe, it } from 'node:test';
import type { TestGateway } from '../gateway/gateway.test.kit.ts';
import { startEdgeGateway } from './edge-gateway.test.kit.ts';

const host = 'Host: a.test\r\n';
const post = `POST /v1/images/generations HTTP/1.1\r\n${host}Authorization: Bearer x\r\nContent-Type: application/json\r\n`;
const get = (target: string, rest = '') => `GET ${target} HTTP/1.1\r\n${host}${rest}\r\n`;

/** Requests a proxy in front could frame or address in another way than this server. One answer each, and never 2xx. */
const ambiguous: Readonly<Record<string, string>> = {
  'length and chunks': `${post}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
  'two lengths': `${post}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}`,
  'two equal lengths': `${post}Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}`,
  'a list of lengths': `${post}Content-Length: 2, 2\r\n\r\n{}`,
  'a signed length': `${post}Content-Length: +2\r\n\r\n{}`,
  'a negative length': `${post}Content-Length: -1\r\n\r\n`,
  'a hexadecimal length': `${post}Content-Length: 0x2\r\n\r\n{}`,
  'a length of 2^70': `${post}Content-Length: 1180591620717411303424\r\n\r\n{}`,
  'unknown coding': `${post}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n`,
  'chunked not last': `${post}Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n`,
  'two codings': `${post}Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
  'space before the colon': `${post}Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n`,
  'bad chunk size': `${post}Transfer-Encoding: chunked\r\n\r\nz\r\n{}\r\n0\r\n\r\n`,
  'bare line feed': `GET /healthz HTTP/1.1\nHost: a.test\n\n`,
  'folded header': get('/healthz', 'X-A: b\r\n c\r\n'),
  'no host': 'GET /healthz HTTP/1.1\r\n\r\n',
  'two hosts': get('/healthz', 'Host: b.test\r\n'),
  'two keys': get('/v1/models', 'Authorization: Bearer a\r\nAuthorization: Bearer b\r\n'),
  'two keys of repetition': `${post}Idempotency-Key: a\r\nIdempotency-Key: b\r\nContent-Length: 2\r\n\r\n{}`,
  'two media types': `${post}Content-Type: text/plain\r\nContent-Length: 2\r\n\r\n{}`,
  'absolute form': get('http://169.254.169.254/healthz'),
  'absolute form of our own': get('http://a.test/healthz'),
  asterisk: `OPTIONS * HTTP/1.1\r\n${host}\r\n`,
  connect: `CONNECT 10.0.0.1:80 HTTP/1.1\r\n${host}\r\n`,
  'NUL in a header': get('/healthz', 'X-A: a\0b\r\n'),
  'a header without name': get('/healthz', ': b\r\n'),
  'unknown method': `BREW /healthz HTTP/1.1\r\n${host}\r\n`,
  'a raw byte in the path': `GET /\xff HTTP/1.1\r\n${host}\r\n`,
  'a preface of HTTP/2': 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
  'a version to come': `GET /healthz HTTP/9.9\r\n${host}\r\n`,
  'TLS where there is none': '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03',
  'headers of 17 KiB': get('/healthz', `X-A: ${'a'.repeat(17_408)}\r\n`),
  'an address of 20 KiB': get(`/${'a'.repeat(20_480)}`),
  'chunk extensions of 20 KiB': `${post}Transfer-Encoding: chunked\r\n\r\n2;${'a'.repeat(20_480)}\r\n{}\r\n0\r\n\r\n`,
  'an expectation': get('/healthz', 'Expect: 200-maybe\r\n'),
  'dot segments': get('/v1/../admin/v1/keys'),
  'dot segments out of the root': get('/../../etc/passwd'),
  'dot segments in the archive': get('/task-artifacts/../../plantain.db'),
  'encoded dot segments': get('/task-artifacts/%2e%2e/%2e%2e/plantain.db'),
  'doubly encoded dot segments': get('/task-artifacts/%252e%252e%252fplantain.db'),
  backslashes: get('/task-artifacts/..%5c..%5cplantain.db'),
  'NUL in the archive': get('/task-artifacts/a%00.png'),
  'an overlong encoding': get('/task-artifacts/%c0%ae%c0%ae/plantain.db'),
  'uploads out of their folder': get('/uploads/..%2f..%2fplantain.db'),
};

describe('raw requests', () => {
  let gateway: TestGateway;
  before(async () => {
    gateway = await startEdgeGateway();
  });
  after(() => gateway.close());

  /** Everything that comes back until the server ends the connection, or has answered once and `linger` is off. */
  async function exchange(text: string, untilClosed = false): Promise<string> {
    const socket = connect(Number(new URL(gateway.url).port), '127.0.0.1');
    let received = '';
    socket.setEncoding('latin1').on('data', (chunk: string) => {
      received += chunk;
      if (!untilClosed && /\r\n\r\n/.test(received)) socket.end();
    });
    socket.on('error', () => undefined);
    socket.write(text, 'latin1');
    await once(socket, 'close');
    return received;
  }

  it('EDGE-10: what can be framed or addressed in two ways is refused once, with an id, and never served', async () => {
    for (const [name, text] of Object.entries(ambiguous)) {
      const received = await exchange(text);
      // Node ends a CONNECT without a word.
      if (name === 'connect' && received === '') continue;
      const status = /^HTTP\/1\.1 (\d{3}) /.exec(received)?.[1];
      assert.match(String(status), /^4\d\d$/, `${name}: ${received.slice(0, 300)}`);
      if (status !== '417')
        assert.match(received, /x-request-id: \d{23}/i, `${name}: ${received.slice(0, 300)}`);
      assert.equal(received.split('HTTP/1.1 ').length, 2, name);
      assert.ok(!received.includes('SQLite'), name);
    }
    assert.equal((await fetch(`${gateway.url}/healthz`)).status, 200);
  });

  it('a broken HEAD is answered without a body', async () => {
    const received = await exchange(`HEAD /\xff HTTP/1.1\r\n${host}\r\n`, true);
    assert.match(received, /^HTTP\/1\.1 400 /);
    assert.ok(received.endsWith('\r\n\r\n'), received);
  });

  it('answers pipelined requests in order, also after one whose body was refused unread', async () => {
    const refused = `${post}Content-Length: 9\r\n\r\n{"a":1,,}`;
    const received = await exchange(
      `${refused}${get('/healthz')}${get('/healthz', 'Connection: close\r\n')}`,
      true,
    );
    assert.deepEqual(received.match(/HTTP\/1\.1 \d{3}/g), ['HTTP/1.1 401', 'HTTP/1.1 200', 'HTTP/1.1 200']);
  });

  it('answers a refused body that is still being sent, and takes what the client sends until it has read it', async () => {
    const key = `Authorization: Bearer ${gateway.liveKey}\r\n`;
    const socket = connect(Number(new URL(gateway.url).port), '127.0.0.1');
    socket.on('error', () => undefined);
    const closed = once(socket, 'close');
    let received = '';
    socket.setEncoding('latin1').on('data', (chunk: string) => {
      received += chunk;
    });
    const head = `POST /v1/generations HTTP/1.1\r\n${host}${key}Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n`;
    socket.write(head);
    const chunk = `10000\r\n${' '.repeat(0x10000)}\r\n`;
    // Long after the limit of 1 MiB a careless server has reset the connection.
    for (let sent = 0; sent < 400; sent += 1) {
      assert.ok(!socket.destroyed, `reset after ${sent} chunks: ${received.slice(0, 100)}`);
      if (!socket.write(chunk)) await Promise.race([once(socket, 'drain'), closed]);
    }
    socket.write('0\r\n\r\n');
    await closed;
    assert.match(received, /^HTTP\/1\.1 413 .*connection: close.*exceeds the limit/is);
  });
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { HttpHeaders } from './http-exchange.ts';
import { ResponseFault } from './response-fault.ts';
import { ResponseReader } from './response-reader.ts';

interface Read {
  status: number;
  headers: HttpHeaders;
  body: string;
  trailers: HttpHeaders | undefined;
  /** Bytes after the response. */
  rest: number;
  isComplete: boolean;
  keepsAlive: boolean | undefined;
}

function read(text: string, cuts: readonly number[] = [], method = 'GET'): Read {
  const result: Read = {
    status: 0,
    headers: {},
    body: '',
    trailers: undefined,
    rest: 0,
    isComplete: false,
    keepsAlive: undefined,
  };
  const reader = new ResponseReader(method, {
    head: ({ status, headers, keepsAlive }) => Object.assign(result, { status, headers, keepsAlive }),
    data: (buffer, start, end) => {
      result.body += buffer.toString('latin1', start, end);
      return true;
    },
  });
  const bytes = Buffer.from(text, 'latin1');
  const edges = [0, ...cuts, bytes.length];
  for (const [index, from] of edges.slice(0, -1).entries()) {
    const to = edges[index + 1]!;
    const shared = Buffer.concat([Buffer.from('\r\n'), bytes.subarray(from, to), Buffer.from('\r\n\r\n')]);
    result.rest += 2 + to - from - reader.push(shared, 2, 2 + to - from);
  }
  result.trailers = reader.trailers;
  result.isComplete = reader.finish();
  return result;
}

const chunked = 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n';
const responses = {
  sized: 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX-A: 1\r\nx-a:  2 \t\r\n\r\nhello',
  chunked: `${chunked}3\r\nhel\r\n2;a=b;c="d"\r\nlo\r\n0\r\nX-Sum: 7\r\n\r\n`,
  interim:
    'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\nHTTP/1.1 200 \r\ncontent-length: 5\r\n\r\nhello',
};

test('a response reads the same at every split in three', () => {
  for (const [kind, text] of Object.entries(responses)) {
    for (let first = 0; first <= text.length; first++) {
      for (const second of [first, Math.min(first + 1, text.length), Math.min(first + 9, text.length)]) {
        const result = read(text, [first, second]);
        assert.equal(result.body, 'hello', kind);
        assert.equal(result.isComplete, true);
        assert.equal(result.rest, 0);
        if (kind === 'chunked') assert.deepEqual({ ...result.trailers }, { 'x-sum': '7' });
        if (kind === 'sized') assert.equal(result.headers['x-a'], '1, 2');
      }
    }
  }
});

test('a response cut anywhere is incomplete', () => {
  for (const text of Object.values(responses)) {
    for (let at = 0; at < text.length; at++) assert.equal(read(text.slice(0, at)).isComplete, false);
  }
});

test('responses without a body end with their head', () => {
  for (const [head, method] of [
    ['HTTP/1.1 200 OK\r\ncontent-length: 7', 'HEAD'],
    ['HTTP/1.1 200 OK\r\ntransfer-encoding: chunked', 'HEAD'],
    ['HTTP/1.1 204 No Content', 'GET'],
    ['HTTP/1.1 304 Not Modified\r\ncontent-length: 7', 'GET'],
    ['HTTP/1.1 200 OK\r\ncontent-length: 0', 'GET'],
  ] as const) {
    const result = read(`${head}\r\n\r\n`, [], method);
    assert.ok(result.trailers);
    assert.equal(result.keepsAlive, true);
  }
});

test('what follows a response is left and counted', () => {
  assert.equal(read(`${responses.sized}HTTP/1.1`).rest, 8);
  assert.equal(read(`${responses.chunked}x`).rest, 1);
  assert.equal(read('HTTP/1.1 204 No Content\r\n\r\nHTTP/1.1 200 OK\r\n\r\n').rest, 19);
});

test('a body without a length ends with the connection', () => {
  const result = read('HTTP/1.1 200 OK\r\n\r\nhello');
  assert.deepEqual(
    [result.body, result.trailers, result.isComplete, result.keepsAlive],
    ['hello', undefined, true, false],
  );
});

test('a connection is not kept when it cannot be trusted', () => {
  for (const head of [
    'HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: Close',
    'HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: x ,close',
    'HTTP/1.0 200 OK\r\ncontent-length: 0',
    'HTTP/1.1 204 No\r\ncontent-length: 5',
    'HTTP/1.1 204 No\r\ntransfer-encoding: chunked',
  ]) {
    assert.equal(read(`${head}\r\n\r\n`).keepsAlive, false, head);
  }
  assert.equal(
    read('HTTP/1.0 200 OK\r\ncontent-length: 0\r\nconnection: keep-alive\r\n\r\n').keepsAlive,
    true,
  );
});

test('what two readers could read differently is refused', () => {
  const ok = 'HTTP/1.1 200 OK\r\n';
  for (const bad of [
    '<html>',
    'HTTP/2 200 OK\r\n\r\n',
    'HTTP/1.2 200 OK\r\n\r\n',
    'http/1.1 200 OK\r\n\r\n',
    ' HTTP/1.1 200 OK\r\n\r\n',
    '\r\nHTTP/1.1 200 OK\r\n\r\n',
    'HTTP/1.1 20 OK\r\n\r\n',
    'HTTP/1.1 2000 OK\r\n\r\n',
    'HTTP/1.1 999 OK\r\n\r\n',
    'HTTP/1.1 200\tOK\r\n\r\n',
    'HTTP/1.1  200 OK\r\n\r\n',
    'HTTP/1.1 200 O\u0000K\r\n\r\n',
    'HTTP/1.1 200 OK\ncontent-length: 0\n\n',
    'HTTP/1.1 101 Switching Protocols\r\n\r\n',
    `${'HTTP/1.1 100 Continue\r\n\r\n'.repeat(17)}`,
    `${ok}a: b\nc: d\r\n\r\n`,
    `${ok}a: b\rc: d\r\n\r\n`,
    `${ok}a : b\r\n\r\n`,
    `${ok} a: b\r\n\r\n`,
    `${ok}a: b\r\n folded\r\n\r\n`,
    `${ok}: b\r\n\r\n`,
    `${ok}novalue\r\n\r\n`,
    `${ok}a: \u0000\r\n\r\n`,
    `${ok}a: \u007f\r\n\r\n`,
    `${ok}content-length: 5\r\ncontent-length: 5\r\n\r\n`,
    `${ok}content-length: 5\r\nContent-Length: 6\r\n\r\n`,
    `${ok}content-length: 5, 5\r\n\r\n`,
    `${ok}content-length: +5\r\n\r\n`,
    `${ok}content-length: -5\r\n\r\n`,
    `${ok}content-length: 0x5\r\n\r\n`,
    `${ok}content-length: 5 5\r\n\r\n`,
    `${ok}content-length: \r\n\r\n`,
    `${ok}content-length: 9999999999999999\r\n\r\n`,
    `${ok}content-length: 5\r\ntransfer-encoding: chunked\r\n\r\n`,
    `${ok}transfer-encoding: xchunked\r\n\r\n`,
    `${ok}transfer-encoding: gzip, chunked\r\n\r\n`,
    `${ok}transfer-encoding: chunked, identity\r\n\r\n`,
    `${ok}transfer-encoding: chunked\r\ntransfer-encoding: chunked\r\n\r\n`,
    `${ok}transfer-encoding: \u000bchunked\r\n\r\n`,
    'HTTP/1.0 200 OK\r\ntransfer-encoding: chunked\r\n\r\n',
    ...['x', '-1', '0x1', '1 ', ' 1', '+1', '', '1\u0000', '1;\u0000', 'fffffffffffff', '1,2'].map(
      (size) => `${chunked}${size}\r\na\r\n0\r\n\r\n`,
    ),
    `${chunked}1\na\r\n0\r\n\r\n`,
    `${chunked}1\r\nab\r\n0\r\n\r\n`,
    `${chunked}1\r\na\n0\r\n\r\n`,
    `${chunked}1\r\na0\r\n\r\n`,
    `${chunked}0\r\ncontent-length: 5\r\n\r\n`,
    `${chunked}0\r\ntransfer-encoding: x\r\n\r\n`,
    `${chunked}0\r\nbad line\r\n\r\n`,
    `${chunked}0\r\na: b\n\r\n`,
  ]) {
    const refused = (fault: unknown) => fault instanceof ResponseFault && fault.code === 'bad_response';
    assert.throws(() => read(bad), refused, JSON.stringify(bad));
    const everywhere = Array.from({ length: bad.length }, (_, index) => index);
    assert.throws(() => read(bad, everywhere), refused, JSON.stringify(bad));
  }
});

test('limits end what would go on forever', () => {
  const tooLarge = (fault: unknown) => fault instanceof ResponseFault && fault.code === 'too_large';
  const head = (count: number, size: number) =>
    `HTTP/1.1 204 x\r\n${`a: ${'b'.repeat(size - 5)}\r\n`.repeat(count)}\r\n`;
  assert.equal(read(head(256, 60)).status, 204);
  assert.equal(read(head(1, 16 * 1024 - 18)).status, 204);
  for (const endless of [
    head(257, 10),
    head(1, 17_000),
    `HTTP/1.1 200 ${'x'.repeat(17_000)}`,
    `${chunked}1;${'x'.repeat(1100)}`,
    `${chunked}${`1;${'x'.repeat(1000)}\r\na\r\n`.repeat(17)}`,
    `${chunked}${'0'.repeat(1100)}`,
    `${chunked}0\r\n${`a: ${'b'.repeat(1000)}\r\n`.repeat(17)}`,
    `${chunked}0\r\n${'a: b\r\n'.repeat(257)}\r\n`,
    `${chunked}0\r\na: ${'x'.repeat(17_000)}`,
  ]) {
    assert.throws(() => read(endless), tooLarge, endless.slice(0, 80));
    assert.throws(() => read(endless, [90, 91, 1000]), tooLarge, endless.slice(0, 80));
  }
});

test('header names cannot reach an object prototype', () => {
  const { headers } = read('HTTP/1.1 204 x\r\n__proto__: a\r\nconstructor: b\r\n\r\n');
  assert.equal(headers.constructor, 'b');
  assert.equal(Object.getPrototypeOf(headers), null);
  assert.deepEqual(Object.keys(headers), ['__proto__', 'constructor']);
});

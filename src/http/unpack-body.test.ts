import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { after, before, describe, it } from 'node:test';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { Failure } from '../generation/failure.ts';
import { readJson } from './read-body.ts';

const limitBytes = 1_000_000;
const text = JSON.stringify({ prompt: 'a pear', note: 'ü'.repeat(50_000) });
/** Blocks of deflate that hold nothing, without end: stored, of no length. */
const emptyBlocks = Buffer.concat([
  gzipSync('').subarray(0, 10),
  ...Array.from({ length: 500_000 }, () => Buffer.from([0, 0, 0, 0xff, 0xff])),
]);

describe('a packed body', () => {
  const server = createServer();
  before(() => once(server.listen(0, '127.0.0.1'), 'listening'));
  after(() => server.close());

  /** What reading the body comes to, and what it held then. */
  async function read(encoding: string, body: Buffer | readonly Buffer[]) {
    let heldBytes = 0;
    const share = {
      memory(bytes: number) {
        heldBytes += bytes;
      },
      disk: () => assert.fail('nothing of it goes to the disk'),
    };
    const { port } = server.address() as AddressInfo;
    const client = send({ port, method: 'POST', headers: { 'content-encoding': encoding } });
    client.on('error', () => undefined);
    const arrived = once(server, 'request') as Promise<[IncomingMessage]>;
    if (Buffer.isBuffer(body)) client.end(body);
    else Readable.from(body).pipe(client);
    const [message] = await arrived;
    try {
      const outcome = await readJson(message, limitBytes, share).catch((error: unknown) => error);
      return { outcome, heldBytes, message };
    } finally {
      client.destroy();
    }
  }
  const refused = async (encoding: string, body: Buffer | readonly Buffer[], code: string, words: RegExp) => {
    const { outcome, heldBytes, message } = await read(encoding, body);
    assert.ok(outcome instanceof Failure, String(outcome));
    assert.equal(outcome.code, code);
    assert.match(outcome.message, words);
    // Nobody listens any more: what refuses it may throw the rest away.
    assert.equal(message.listenerCount('data'), 0);
    return heldBytes;
  };

  for (const [encoding, pack] of [
    ['gzip', gzipSync],
    ['x-gzip', gzipSync],
    ['GZip', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
    ['identity', Buffer.from],
    ['', Buffer.from],
  ] as const) {
    it(`as ${JSON.stringify(encoding)} is what it holds, in one piece or in many`, async () => {
      const packed = pack(Buffer.from(text));
      const bits = Array.from(packed.subarray(0, 300), (byte) => Buffer.of(byte));
      for (const body of [packed, [...bits, packed.subarray(300)]]) {
        assert.deepEqual((await read(encoding, body)).outcome, JSON.parse(text));
      }
    });
  }

  it('of several gzip members is all of them', async () => {
    const packed = Buffer.concat([gzipSync('{"prompt":'), gzipSync('"a pear"}')]);
    assert.deepEqual((await read('gzip', packed)).outcome, { prompt: 'a pear' });
  });

  for (const [encoding, pack] of [
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
  ] as const) {
    it(`as ${encoding} that is a bomb is refused when the limit is passed, and nothing past it is held`, async () => {
      const heldBytes = await refused(encoding, pack(Buffer.alloc(20e6)), 'payload_too_large', /1000000/);
      assert.ok(heldBytes < 2.2 * limitBytes, `${heldBytes} bytes were held`);
    });

    it(`as ${encoding} that is cut off, broken, or followed by more is refused in words`, async () => {
      const packed = pack(text);
      const words = /is not whole and valid/;
      await refused(encoding, packed.subarray(0, packed.length - 9), 'invalid_request', words);
      await refused(encoding, Buffer.from(text), 'invalid_request', words);
      const trailing = [packed, Buffer.from('and more')];
      await refused(encoding, Buffer.concat(trailing), 'invalid_request', words);
      await refused(encoding, trailing, 'invalid_request', words);
    });
  }

  it('that goes on without holding anything is refused when it has the size of the limit itself', async () => {
    const pieces = Array.from({ length: 100 }, (_, at) =>
      emptyBlocks.subarray(at * 25_000, (at + 1) * 25_000),
    );
    await refused('gzip', pieces, 'payload_too_large', /1000000/);
  });

  it('in an encoding that is not known is refused, and the known ones are named', async () => {
    for (const encoding of ['zstd', 'gzip, gzip', 'br, gzip', '__proto__', 'constructor']) {
      await refused(encoding, gzipSync(text), 'unsupported_media_type', /gzip, deflate or br/);
    }
  });

  it('whose client goes away ends the reading', async () => {
    const packed = gzipSync(text);
    const { port } = server.address() as AddressInfo;
    const headers = { 'content-encoding': 'gzip', 'content-length': packed.length };
    const client = send({ port, method: 'POST', headers });
    client.on('error', () => undefined);
    client.write(packed.subarray(0, 50));
    const [message] = (await once(server, 'request')) as [IncomingMessage];
    const reading = readJson(message, limitBytes);
    client.destroy();
    await assert.rejects(reading, { code: 'invalid_request', message: /its connection ended/ });
  });
});

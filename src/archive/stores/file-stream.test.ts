import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Writable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { after, describe, it } from 'node:test';
import { FileStream } from './file-stream.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'file-stream-'));
after(() => rmSync(folder, { recursive: true }));
const file = path.join(folder, 'file');
const bytes = randomBytes(1_000_003);
writeFileSync(file, bytes);
const last = bytes.length - 1;

const openStream = async (start = 0, end = last) => new FileStream(await open(file), { start, end });
const closed = (stream: FileStream) => (stream.closed ? undefined : once(stream, 'close'));

/** Looks at what it was given only when it lets go of it, as a socket that is busy does. */
function lateReader() {
  const taken: Buffer[] = [];
  const memory = new Set<ArrayBufferLike>();
  const target = new Writable({
    write(chunk: Buffer, _encoding, callback) {
      memory.add(chunk.buffer);
      setImmediate(() => {
        taken.push(Buffer.from(chunk));
        callback();
      });
    },
  });
  return { target, memory, taken };
}

describe('a stream of a file', () => {
  it('gives the same bytes to who reads and to what it is piped into', async () => {
    for (const [start, end] of [
      [0, last],
      [1, 1],
      [98_304, 196_607],
      [5, last - 5],
    ] as const) {
      const wanted = bytes.subarray(start, end + 1);
      assert.ok((await buffer(await openStream(start, end))).equals(wanted));
      const { target, taken } = lateReader();
      const stream = (await openStream(start, end)).on('error', assert.fail);
      stream.pipe(target);
      await Promise.all([once(target, 'finish'), once(stream, 'end'), closed(stream)]);
      assert.ok(Buffer.concat(taken).equals(wanted));
    }
  });

  it('is piped through one buffer, which nobody else gets before it was read', async () => {
    const readers = await Promise.all(
      Array.from({ length: 8 }, async () => {
        const reader = lateReader();
        (await openStream()).pipe(reader.target);
        await once(reader.target, 'finish');
        return reader;
      }),
    );
    for (const { taken, memory } of readers) {
      assert.ok(Buffer.concat(taken).equals(bytes));
      assert.equal(memory.size, 1);
    }
    const again = lateReader();
    (await openStream()).pipe(again.target);
    await once(again.target, 'finish');
    assert.ok(readers.some(({ memory }) => [...again.memory].every((part) => memory.has(part))));
  });

  it('leaves open what it is asked not to end', async () => {
    const { target, taken } = lateReader();
    const stream = await openStream();
    stream.pipe(target, { end: false });
    await once(stream, 'end');
    assert.equal(target.writableEnded, false);
    assert.ok(Buffer.concat(taken).equals(bytes));
  });

  it('fails when the file ends before, and does not end what it was piped into', async () => {
    const stream = await openStream(0, bytes.length + 10);
    const { target } = lateReader();
    stream.pipe(target);
    const [error] = (await once(stream, 'error')) as [Error];
    assert.match(error.message, /^the file ended at 1000003, not at 1000014$/);
    await closed(stream);
    assert.equal(target.writableEnded, false);
  });

  it('stops when a client goes away, and its file is closed with it', async () => {
    const streams: FileStream[] = [];
    const server = createServer(async (_request, response) => {
      const stream = await openStream();
      streams.push(stream);
      response.once('close', () => stream.destroy());
      stream.pipe(response);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const asked = request({ port, host: '127.0.0.1' }).end();
    const [answer] = await once(asked, 'response');
    await once(answer, 'data');
    asked.on('error', () => undefined).destroy();
    answer.on('error', () => undefined);
    while (streams.length === 0 || !streams[0]!.closed) await new Promise(setImmediate);
    server.close();
  });
});

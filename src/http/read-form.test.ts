import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import { after, before, describe, it } from 'node:test';
import { createSpoolRoom } from './read-body.ts';
import { readForm } from './read-form.ts';

const share = { memory() {}, disk() {} };
const limits = { bodyBytes: 100_000, files: 4, fileBytes: 50_000, texts: 4, textBytes: 1_000 };
const part = (name: string, fileName: string | undefined, content: string) =>
  `--B\r\ncontent-disposition: form-data; name="${name}"${
    fileName === undefined ? '' : `; filename="${fileName}"`
  }\r\n\r\n${content}\r\n`;

describe('a form', () => {
  const server = createServer();
  before(() => once(server.listen(0, '127.0.0.1'), 'listening'));
  after(() => server.close());

  /** What is read of a body sent in such pieces. */
  async function read(body: string, pieceBytes: number, breaksOff = false) {
    const { port } = server.address() as AddressInfo;
    const headers = { 'content-type': 'multipart/form-data; boundary=B' };
    const client = send({ port, method: 'POST', headers });
    client.on('error', () => undefined);
    const arrived = once(server, 'request') as Promise<[IncomingMessage]>;
    client.flushHeaders();
    const [message] = await arrived;
    const room = createSpoolRoom(os.tmpdir(), 'form');
    const reading = readForm(message, limits, room, share);
    reading.catch(() => undefined);
    for (let at = 0; at < body.length; at += pieceBytes) {
      const sent = new Promise((resolve) => client.write(body.slice(at, at + pieceBytes), resolve));
      await sent;
    }
    if (breaksOff) client.destroy();
    else client.end();
    try {
      return await reading;
    } finally {
      client.destroy();
      room.clear();
    }
  }

  it('is read in the order sent, texts and files alike, however it is cut', async () => {
    const body = [
      part('image', 'first.png', 'x'.repeat(1_000)),
      part('image', undefined, 'http://a/second'),
      part('mask', '', ''),
      part('image', 'third.png', 'y'.repeat(500)),
      part('prompt', undefined, 'last'),
      '--B--\r\n',
    ].join('');
    for (const pieceBytes of [7, 100, 1_200, 100_000]) {
      const entries = await read(body, pieceBytes);
      assert.deepEqual(
        entries.map((entry) => ('text' in entry ? entry.text : entry.file.fileName)),
        ['first.png', 'http://a/second', 'third.png', 'last'],
        `pieces of ${pieceBytes}`,
      );
    }
  });

  it('that breaks off is the client\u2019s failure, not ours', async () => {
    const body = part('image', 'first.png', 'x'.repeat(1_000));
    await assert.rejects(read(body, 100, true), { code: 'invalid_request', message: /connection ended/ });
  });

  it('with the character NUL in a text is refused', async () => {
    const body = `${part('prompt', undefined, 'a\0b')}--B--\r\n`;
    await assert.rejects(read(body, 1_000), { code: 'invalid_request', message: /prompt .*NUL/ });
  });
});

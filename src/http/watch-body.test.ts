import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { type TestContext, test } from 'node:test';
import { watchBody } from './watch-body.ts';

/** A server that watches each body and reads it where `reads`; resolves with the socket of a client of it. */
async function setUp(context: TestContext, reads: boolean) {
  const stalls: IncomingMessage[] = [];
  const wholes: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    watchBody(request, () => void stalls.push(request), 100);
    if (!reads) return;
    request.resume().on('end', () => {
      wholes.push(request);
      response.end();
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  socket.on('error', () => undefined);
  context.after(() => {
    socket.destroy();
    server.closeAllConnections();
    server.close();
  });
  socket.write('POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 60\r\n\r\n');
  return { socket, stalls, wholes };
}

async function until(isSo: () => boolean): Promise<void> {
  for (const endMs = Date.now() + 20_000; !isSo(); ) {
    assert.ok(Date.now() < endMs);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

test('a body that stops coming is told of, whatever came before', async (context) => {
  const { socket, stalls } = await setUp(context, true);
  socket.write('{"prompt":');
  await until(() => stalls.length > 0);
});

test('a body that is not read by us has not stalled', async (context) => {
  const { socket, stalls } = await setUp(context, false);
  socket.write('x'.repeat(30));
  await new Promise((resolve) => setTimeout(resolve, 350));
  assert.deepEqual(stalls, []);
});

test('a whole body is told of no more', async (context) => {
  const { socket, stalls, wholes } = await setUp(context, true);
  socket.write('x'.repeat(60));
  await until(() => wholes.length === 1);
  await new Promise((resolve) => setTimeout(resolve, 350));
  assert.deepEqual(stalls, []);
});

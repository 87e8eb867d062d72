import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { it } from 'node:test';
import { createLog } from '../lib/log.ts';
import { dropStalled } from './drop-stalled.ts';

it('a client that takes nothing of its answer is dropped; one that waits for more of it is not', async () => {
  const quiet: ServerResponse[] = [];
  const server = createServer((request, response) => {
    if (request.url === '/quiet') {
      response.write('begun');
      quiet.push(response);
    } else response.end(Buffer.alloc(64 * 1_048_576));
  });
  dropStalled(server, createLog('silent'), 50);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const ask = (path: string): Socket => {
    const socket = connect(port, '127.0.0.1');
    socket.write(`GET ${path} HTTP/1.1\r\nhost: test\r\nconnection: close\r\n\r\n`);
    return socket;
  };
  try {
    const patient = ask('/quiet').setEncoding('latin1');
    let text = '';
    patient.on('data', (piece: string) => {
      text += piece;
    });
    while (quiet.length === 0) await once(patient, 'data');
    const [greedy] = await Promise.all([once(server, 'connection'), ask('/big').pause()]);
    await once(greedy[0] as Socket, 'close');
    quiet[0]?.end('ended');
    await once(patient, 'end');
    assert.match(text, /begun.*ended/s);
  } finally {
    server.closeAllConnections();
    server.close();
  }
});

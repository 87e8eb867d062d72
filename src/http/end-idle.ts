import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';

const lookEveryMs = 250;

/**
 * While the server closes, ends connections that wait for no answer and send nothing. Fastify does so once, and Node
 * counts one on which no request has come yet as busy: either would keep the process for as long as its client likes.
 */
export function endIdleWhileClosing(server: FastifyInstance): void {
  const sockets = new Set<Socket>();
  const answering = new WeakMap<Socket, number>();
  server.server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.server.on('request', ({ socket }, response) => {
    answering.set(socket, (answering.get(socket) ?? 0) + 1);
    response.once('close', () => answering.set(socket, (answering.get(socket) ?? 1) - 1));
  });
  server.addHook('preClose', async () => {
    const readBytes = new Map<Socket, number>();
    const timer = setInterval(() => {
      for (const socket of sockets) {
        if (answering.get(socket)) continue;
        if (readBytes.get(socket) === socket.bytesRead) socket.destroy();
        else readBytes.set(socket, socket.bytesRead);
      }
    }, lookEveryMs);
    server.server.once('close', () => clearInterval(timer));
  });
}

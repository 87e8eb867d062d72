import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Log } from '../lib/log.ts';

/**
 * A client that takes nothing of its answer for so long has gone, or holds the connection, the open file and the
 * upstream behind it for nothing. What is sent goes in pieces of 64 KiB, so this also asks for 1 to 2 KB per second.
 */
const stallMs = 30_000;

/** Ends connections whose client has taken nothing for `limitMs` to twice that, while there is something for it. */
export function dropStalled(server: Server, log: Log, limitMs = stallMs): void {
  const sockets = new Map<Socket, number>();
  server.on('connection', (socket: Socket) => {
    sockets.set(socket, -1);
    socket.once('close', () => sockets.delete(socket));
  });
  const timer = setInterval(() => {
    for (const [socket, takenBefore] of sockets) {
      const waitingBytes = socket.writableLength;
      const takenBytes = waitingBytes === 0 ? -1 : socket.bytesWritten - waitingBytes;
      if (waitingBytes > 0 && takenBytes === takenBefore) {
        log.warn({ waitingBytes }, 'a client that takes nothing was dropped');
        socket.destroy();
      } else if (takenBytes !== takenBefore) sockets.set(socket, takenBytes);
    }
  }, limitMs).unref();
  server.once('close', () => clearInterval(timer));
}

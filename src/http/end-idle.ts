import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import type { OpenAnswers } from './open-answers.ts';

const lookEveryMs = 250;

/**
 * While the server closes, ends connections that wait for no answer and send nothing. Fastify does so once, and Node
 * counts one on which no request has come yet as busy: either would keep the process for as long as its client likes.
 */
export function endIdleWhileClosing(server: FastifyInstance, open: OpenAnswers): void {
  server.addHook('preClose', async () => {
    const readBytes = new Map<Socket, number>();
    const timer = setInterval(() => {
      for (const [socket, answers] of open) {
        if (answers.size > 0) continue;
        if (readBytes.get(socket) === socket.bytesRead) socket.destroy();
        else readBytes.set(socket, socket.bytesRead);
      }
    }, lookEveryMs);
    server.server.once('close', () => clearInterval(timer));
  });
}

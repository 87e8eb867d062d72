import type { Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** The connections of a server, and the answers that each still waits for. */
export type OpenAnswers = ReadonlyMap<Socket, ReadonlySet<ServerResponse>>;

/**
 * Notes them. Of a connection that ends, Node closes the answer that was being sent and not those queued behind it (seen on
 * 20.20 and 24.11): who waits for their `close`, to let go of a file or a place, would wait for ever. They are closed here.
 */
export function trackAnswers(server: Server): OpenAnswers {
  const open = new Map<Socket, Set<ServerResponse>>();
  server.on('connection', (socket) => {
    const answers = new Set<ServerResponse>();
    open.set(socket, answers);
    socket.once('close', () => {
      open.delete(socket);
      for (const answer of answers) if (answer.socket === null) closeQueued(answer);
    });
  });
  server.on('request', ({ socket }, answer) => {
    const answers = open.get(socket);
    answers?.add(answer);
    answer.once('close', () => answers?.delete(answer));
  });
  return open;
}

function closeQueued(answer: ServerResponse): void {
  answer.destroy();
  // As Node does it; whoever takes up this answer later asks for it (`stream.finished`).
  Object.assign(answer, { _closed: true });
  answer.emit('close');
}

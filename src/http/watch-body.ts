import type { IncomingMessage } from 'node:http';

/** A client that sends nothing of its body for so long has gone, or holds the connection for nothing. */
const stallMs = 20_000;

/** Calls `onStall` when a body that has begun stops coming. */
export function watchBody(message: IncomingMessage, onStall: () => void, limitMs = stallMs): void {
  const { headers, socket } = message;
  if (headers['content-length'] === '0') return;
  if (headers['content-length'] === undefined && headers['transfer-encoding'] === undefined) return;
  let receivedBytes = socket.bytesRead;
  const timer = setInterval(() => {
    if (message.complete || message.destroyed) clearInterval(timer);
    // What is buffered was not read by us yet: then the silence is ours.
    else if (socket.bytesRead > receivedBytes || message.readableLength > 0) receivedBytes = socket.bytesRead;
    else onStall();
  }, limitMs);
  timer.unref();
  message.once('close', () => clearInterval(timer));
}

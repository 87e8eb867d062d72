import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import type { WireAnswer } from '../generation/wire-answer.ts';

/** What a client may still send after it was refused. */
const mostBytes = 256 * 1024 * 1024;
const longestMs = 15_000;

/**
 * Answers a request of which much has not arrived, and closes its connection only when the rest has, or the limits
 * are reached: closed at once, the kernel resets a connection with unread bytes, and a client that is still sending (every
 * fetch of a large form) reports "socket hang up" instead of the answer (RFC 9112 §9.6).
 */
export async function sendAndLinger(
  reply: FastifyReply,
  answer: WireAnswer,
  rest: IncomingMessage,
): Promise<void> {
  const body = Buffer.from(answer.body.join(''));
  reply.code(answer.status).headers(answer.headers);
  // With its length known, the answer is complete for the client before the stream below ends.
  reply.headers({ connection: 'close', 'content-length': body.length });
  await reply.send(Readable.from(thenDiscard(body, rest), { objectMode: false }));
}

async function* thenDiscard(body: Buffer, rest: IncomingMessage): AsyncGenerator<Buffer> {
  yield body;
  await discarded(rest);
}

function discarded(rest: IncomingMessage): Promise<void> {
  return new Promise((resolve) => {
    const startBytes = rest.socket.bytesRead;
    const timer = setTimeout(resolve, longestMs);
    const done = () => {
      clearTimeout(timer);
      resolve();
    };
    rest.on('data', () => rest.socket.bytesRead - startBytes > mostBytes && done());
    rest.once('end', done).once('close', done).once('error', done);
    rest.resume();
    if (rest.destroyed || rest.complete) done();
  });
}

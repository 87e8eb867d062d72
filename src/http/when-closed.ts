import type { FastifyReply } from 'fastify';

/** Aborted when the answer is out or its client has gone, whichever comes first. */
export function whenClosed(reply: FastifyReply): AbortSignal {
  const closed = new AbortController();
  if (reply.raw.destroyed) closed.abort();
  else reply.raw.once('close', () => closed.abort());
  return closed.signal;
}

import type { FastifyReply } from 'fastify';
import { Failure } from '../generation/failure.ts';

/**
 * Aborted when the client closes its connection before it has an answer. Made when somebody has to wait: most generations
 * go upstream at once, and nobody asks.
 */
export function whenAbandoned({ raw }: FastifyReply): () => AbortSignal {
  let abandoned: AbortController | undefined;
  const abort = () => {
    if (!raw.writableEnded) abandoned?.abort(gone());
  };
  return () => {
    if (!abandoned) {
      abandoned = new AbortController();
      if (raw.destroyed) abort();
      else raw.once('close', abort);
    }
    return abandoned.signal;
  };
}

const gone = () =>
  new Failure('cancelled', { internal: 'the client closed its connection before it had an answer' });

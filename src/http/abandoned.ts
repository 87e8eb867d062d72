import type { FastifyReply } from 'fastify';
import { Failure } from '../generation/failure.ts';

/**
 * Aborted when the client closes its connection before it has an answer. Undefined for those that come back for it
 * with their Idempotency-Key, and where there is nothing to wait for before the generation goes upstream.
 */
export function whenAbandoned(
  reply: FastifyReply,
  { referenceCount, hasKey }: { readonly referenceCount: number; readonly hasKey: boolean },
): AbortSignal | undefined {
  if (referenceCount === 0 || hasKey) return undefined;
  const abandoned = new AbortController();
  reply.raw.once('close', () => {
    if (reply.raw.writableEnded) return;
    abandoned.abort(
      new Failure('cancelled', { internal: 'the client closed its connection before it went upstream' }),
    );
  });
  return abandoned.signal;
}

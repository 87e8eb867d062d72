import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Engine } from '../generation/engine.ts';
import { Failure } from '../generation/failure.ts';
import type { Protocol } from '../generation/protocol.ts';
import { type Log, redactText } from '../lib/log.ts';
import { sendAndLinger } from './linger.ts';
import { failureHeaders } from './name-generation.ts';
import { rateLimitHeaders } from './rate-limit-headers.ts';
import { sendAnswer } from './send-answer.ts';

/** Clients ignore a Retry-After above a minute and fall back to their own, shorter waits (docs/client-rules.md R9). */
const longestRetryAfterSeconds = 59;
/** Read and thrown away after a refusal, and the connection kept; after more it is closed. */
const mostRestBytes = 4 * 1024 * 1024;

/** Answers in the protocol's error shape and logs the internal cause under the request id. */
export async function sendFailure(
  protocol: Protocol,
  failure: Failure,
  request: FastifyRequest,
  reply: FastifyReply,
  engine: Engine,
  log: Log,
): Promise<void> {
  const answer = protocol.writeFailure(failure, {
    requestId: failure.firstRequestId ?? request.id,
    path: request.url.split('?', 1)[0] as string,
    headers: request.headers as Record<string, string | undefined>,
    // There is none where the address could not be decoded.
    query: (request.query ?? {}) as Record<string, string>,
  });
  const fields = {
    requestId: request.id,
    protocol: protocol.name,
    code: failure.code,
    status: answer.status,
    ...(failure.internal ? { internal: redactText(failure.internal) } : {}),
    ...request.trace?.ids,
  };
  request.trace?.note({ 'plantain.failure': failure.code });
  if (failure.code === 'internal') log.error({ ...fields, err: failure.cause }, 'failure');
  else log.warn(fields, 'failure');
  if (reply.sent || reply.raw.headersSent) {
    // An answer that tells the failure itself was ended, and may still be on its way.
    if (!reply.raw.writableEnded) reply.raw.destroy();
    return;
  }
  reply.headers(failureHeaders(failure, request));
  if (failure.firstRequestId) reply.header('idempotent-replayed', 'true');
  const retrySeconds = failure.final ? undefined : retryAfterSeconds(failure, answer.status);
  if (retrySeconds !== undefined) {
    reply.headers({
      'retry-after': String(retrySeconds),
      'retry-after-ms': String(Math.min(waitMsOf(failure), retrySeconds * 1000)),
      ...(request.rate ? rateLimitHeaders(request.rate, retrySeconds) : {}),
    });
  }
  // SDKs retry these statuses by themselves unless they are told not to (docs/client-rules.md R8).
  if (failure.final && (answer.status === 429 || answer.status >= 500))
    reply.header('x-should-retry', 'false');
  if (hasLongRest(request)) return sendAndLinger(reply, answer, request.raw);
  // A body that was begun is not thrown away by Node itself, and would block the connection's next request.
  if (!request.raw.readableEnded) request.raw.resume();
  await sendAnswer(reply, answer, engine);
}

/** A short rest of a body is cheaper read than a new connection made; a pipelined request often has one here. */
function hasLongRest({ raw }: FastifyRequest): boolean {
  if (raw.complete) return false;
  const declaredBytes = Number(raw.headers['content-length'] ?? Number.POSITIVE_INFINITY);
  return !(declaredBytes <= mostRestBytes);
}

const waitMsOf = (failure: Failure) => failure.retryAfterMs ?? 1_000;

function retryAfterSeconds(failure: Failure, status: number): number | undefined {
  if (status !== 429 && status !== 503 && status !== 409) return undefined;
  return Math.min(Math.max(Math.ceil(waitMsOf(failure) / 1000), 1), longestRetryAfterSeconds);
}

/** The failure behind an address or method that no route serves. */
export function unknownAddress(method: string, path: string): Failure {
  return new Failure('not_found', { message: `There is no ${method} ${path.slice(0, 200)}.` });
}

import { Failure } from '../generation/failure.ts';
import { shortestSecret } from '../lib/shortest-secret.ts';

/**
 * The failure without the credential it was made with: upstreams have been seen to quote the key they refuse, and keys of
 * relays have no form that could be told from other text.
 */
export function withoutSecret(failure: Failure, secret: string): Failure {
  if (secret.length < shortestSecret) return failure;
  const { internal, message, param, retryAfterMs, upstreamStatus, firstRequestId } = failure;
  const { outcomeUnknown, isTold } = failure;
  const isQuoted = (text: unknown) => typeof text === 'string' && text.includes(secret);
  const { cause } = failure;
  const isInCause = cause instanceof Error && (isQuoted(cause.message) || isQuoted(cause.stack));
  if (!isQuoted(internal) && !isQuoted(message) && !isInCause) return failure;
  return new Failure(failure.code, {
    message: message.replaceAll(secret, '…'),
    outcomeUnknown,
    isTold,
    ...(internal === undefined ? {} : { internal: internal.replaceAll(secret, '…') }),
    ...(param === undefined ? {} : { param }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    ...(upstreamStatus === undefined ? {} : { upstreamStatus }),
    ...(firstRequestId === undefined ? {} : { firstRequestId }),
  });
}

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Engine } from '../generation/engine.ts';
import { Failure, toFailure } from '../generation/failure.ts';
import type { Protocol } from '../generation/protocol.ts';
import type { Log } from '../lib/log.ts';
import { sendFailure, unknownAddress } from './send-failure.ts';

/** Unknown addresses, wrong methods and broken requests, each in the error shape of the nearest protocol. */
export function mountErrors(
  server: FastifyInstance,
  protocols: readonly Protocol[],
  engine: Engine,
  log: Log,
): void {
  server.setNotFoundHandler(async (request, reply) => {
    const path = request.url.split('?', 1)[0] as string;
    const allowed = server.methodsAt(path);
    // A route that takes the method found nothing there.
    const isTaken = allowed.includes(request.method === 'HEAD' ? 'GET' : request.method);
    const isRefused = allowed.length > 0 && !isTaken;
    if (isRefused) reply.header('allow', allowed.join(', '));
    const failure = isRefused
      ? new Failure('method_not_allowed', { message: `${path} takes ${allowed.join(' or ')}.` })
      : unknownAddress(request.method, path);
    await sendFailure(nearest(protocols, path), failure, request, reply, engine, log);
  });
  server.setErrorHandler(async (error, request, reply) => {
    const path = request.url.split('?', 1)[0] as string;
    const status = (error as { statusCode?: number }).statusCode ?? 500;
    const failure =
      status < 500 && !(error instanceof Failure)
        ? malformed(error)
        : (engine.storeAway(error) ?? toFailure(error));
    const mounted = protocols.find(({ name }) => name === request.routeOptions.config.protocol);
    await sendFailure(mounted ?? nearest(protocols, path), failure, request, reply, engine, log);
  });
}

/** What Fastify refuses before a route sees it. */
function malformed(error: unknown): Failure {
  const internal = String(error);
  if ((error as { code?: string }).code !== 'FST_ERR_CTP_INVALID_MEDIA_TYPE') {
    return new Failure('invalid_request', { message: 'The request is malformed.', internal });
  }
  const message = 'The header content-type must be one media type, such as application/json.';
  return new Failure('invalid_request', { message, param: 'content-type', internal });
}

/** Refuses an address that cannot be decoded, in the error shape of the nearest protocol that takes the method. */
export const createRefuseAddress =
  (protocols: readonly Protocol[], engine: Engine, log: Log) =>
  (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const path = request.url.split('?', 1)[0] as string;
    const failure = new Failure('invalid_request', { message: 'The address of the request is malformed.' });
    const taking = protocols.filter(({ routes }) => routes.some(({ method }) => method === request.method));
    const protocol = nearest(taking.length > 0 ? taking : protocols, path);
    return sendFailure(protocol, failure, request, reply, engine, log);
  };

/** The protocol with the longest prefix of the path. */
function nearest(protocols: readonly Protocol[], path: string): Protocol {
  let best: { protocol: Protocol; length: number } | undefined;
  for (const protocol of protocols) {
    for (const prefix of protocol.prefixes) {
      if (path.startsWith(prefix) && prefix.length > (best?.length ?? -1)) {
        best = { protocol, length: prefix.length };
      }
    }
  }
  return (best?.protocol ?? protocols[0]) as Protocol;
}

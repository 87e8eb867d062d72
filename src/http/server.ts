import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { Clock } from '../lib/clock.ts';
import { requestId } from '../lib/ids.ts';
import type { Log } from '../lib/log.ts';
import type { AllowOrigin } from './allow-origins.ts';
import { refuseBroken, refuseStalled } from './broken-request.ts';
import { dropStalled } from './drop-stalled.ts';
import { endIdleWhileClosing } from './end-idle.ts';
import { inertHeaders } from './inert-headers.ts';
import type { Metrics } from './metrics.ts';
import { noteMethods } from './mounted-methods.ts';
import { trackAnswers } from './open-answers.ts';
import { refuseAmbiguous } from './refuse-ambiguous.ts';
import { trustProxies } from './trust-proxies.ts';
import { watchBody } from './watch-body.ts';

export interface ServerParts {
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  /** Address ranges of proxies whose X-Forwarded-For is believed. */
  readonly trustedProxies: readonly string[];
  /** Absent: pages of other origins may ask nothing. */
  readonly allowOrigin?: AllowOrigin | undefined;
  /** Answers a request whose address cannot be decoded, so that no route is found for it. */
  readonly refuseAddress: (request: FastifyRequest, reply: FastifyReply) => Promise<void>;
}

/** Shortest time a client may take to send a whole request; 100 MB at 1 MB/s pass. */
const requestTimeoutMs = 120_000;

function noSchemas(): never {
  throw new Error('no route declares a schema to Fastify');
}

/** An HTTP server without routes: ids, bodies left as streams, one log line and one metric per request. */
export function createServer(parts: ServerParts): FastifyInstance {
  const { clock, log, metrics, allowOrigin } = parts;
  const server = Fastify({
    genReqId: () => requestId(clock.now()),
    // A client's own id is never trusted: ours names artifacts.
    requestIdHeader: false,
    trustProxy: trustProxies(parts.trustedProxies),
    logger: false,
    bodyLimit: Number.MAX_SAFE_INTEGER,
    requestTimeout: requestTimeoutMs,
    keepAliveTimeout: 75_000,
    http: { headersTimeout: 15_000, connectionsCheckingInterval: 5_000, requireHostHeader: false },
    clientErrorHandler: (error, socket) => refuseBroken(error, socket, () => requestId(clock.now()), log),
    // Longer than any head can be: what is too long for an id is unknown to its route, in the route's words.
    routerOptions: { maxParamLength: 16_384, ignoreTrailingSlash: true },
    frameworkErrors: (_error, request, reply) => {
      reply.header('x-request-id', request.id).headers(inertHeaders);
      if (allowOrigin?.(request as FastifyRequest, reply as unknown as FastifyReply)) return;
      void parts
        .refuseAddress(request as FastifyRequest, reply as unknown as FastifyReply)
        .catch((error: unknown) => {
          log.error({ err: error, requestId: request.id }, 'an address could not be refused');
          request.raw.destroy();
        });
    },
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    // Fastify's own compilers of schemas are 4 MB that nothing here uses: bodies are read by their protocols.
    schemaController: { compilersFactory: { buildValidator: noSchemas, buildSerializer: noSchemas } },
  });
  noteMethods(server);
  dropStalled(server.server, log);
  endIdleWhileClosing(server, trackAnswers(server.server));
  // Each route reads its own body, with its own limit and its own error shape.
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', (_request, _payload, done) => done(null));

  server.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id).headers(inertHeaders);
    // Before anything is refused: a page may read refusals, too.
    if (allowOrigin?.(request, reply)) return reply;
    refuseAmbiguous(request.raw);
    // Fastify would refuse an empty one, which says no more than none.
    if (request.headers['content-type'] === '') delete request.headers['content-type'];
    watchBody(request.raw, () => refuseStalled(request.raw.socket, request.id, log));
    return undefined;
  });
  server.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'unknown';
    const status = String(reply.raw.statusCode);
    metrics.requests.inc({ method: request.method, route, status });
    metrics.requestSeconds.observe({ route }, reply.elapsedTime / 1000);
    log.info(
      {
        requestId: request.id,
        method: request.method,
        // Never the query: it may carry a key.
        path: request.url.split('?', 1)[0],
        status: reply.raw.statusCode,
        durationMs: Math.round(reply.elapsedTime),
        ...(request.caller ? { keyId: request.caller.keyId } : {}),
        ...request.trace?.ids,
      },
      'request',
    );
  });
  return server;
}

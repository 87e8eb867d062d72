import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Caller } from '../generation/caller.ts';
import type { Engine, RequestRate } from '../generation/engine.ts';
import { Failure, toFailure } from '../generation/failure.ts';
import type { Protocol, Route } from '../generation/protocol.ts';
import type { OpenInput } from '../generation/route-input.ts';
import type { Log } from '../lib/log.ts';
import { CallerInput } from './caller-input.ts';
import { rateLimitHeaders } from './rate-limit-headers.ts';
import { createSpoolRoom } from './read-body.ts';
import { readBytes } from './read-bytes.ts';
import { RequestShare } from './request-share.ts';
import { requestTurn } from './request-turns.ts';
import { runRoute } from './run-route.ts';
import { sendAnswer } from './send-answer.ts';
import { sendFailure } from './send-failure.ts';
import { traceRequest } from './trace-request.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Whose error shape is meant where a request is refused before its route. */
    protocol?: string;
  }
  interface FastifyRequest {
    caller?: Caller;
    rate?: RequestRate;
  }
}

/** Serves every route of a protocol. `authenticate`: whoever calls, where that is not told by a key. */
export function mount(
  server: FastifyInstance,
  protocol: Protocol,
  engine: Engine,
  log: Log,
  authenticate: Authenticate = ({ headers, query, ip }) =>
    engine.authenticate({
      headers: headers as Record<string, string | undefined>,
      query: query as Record<string, string>,
      address: ip,
    }),
): void {
  for (const route of protocol.routes) {
    server.route({
      method: route.method,
      url: route.path,
      config: { protocol: protocol.name },
      handler: (request, reply) =>
        traceRequest(request, reply, () =>
          handle({ protocol, route, engine, log, authenticate }, request, reply),
        ),
    });
  }
}

type Authenticate = (request: FastifyRequest) => Promise<Caller>;

interface Mounted {
  readonly protocol: Protocol;
  readonly route: Route;
  readonly engine: Engine;
  readonly log: Log;
  readonly authenticate: Authenticate;
}

async function handle(mounted: Mounted, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const { protocol, route, engine, log, authenticate } = mounted;
  const turn = requestTurn();
  if (turn) await turn;
  const room = createSpoolRoom(engine.spoolFolder, request.id);
  let share: RequestShare | undefined;
  try {
    if (route.action === 'open') {
      await sendAnswer(reply, await route.answer(openInput(engine, request)), engine);
      return;
    }
    const caller = await authenticate(request);
    request.caller = caller;
    await countRequest(engine, route, caller, request, reply);
    share = new RequestShare(engine.bodies, caller);
    const input = new CallerInput({ engine, request, reply, room, share, caller });
    await runRoute(route, { input, engine, room, reply });
  } catch (error) {
    await sendFailure(protocol, whyFailed(error, route, engine), request, reply, engine, log);
  } finally {
    room.clear();
    share?.giveBack();
  }
}

/** Whether a generation was accepted its stages know; here that the store was away says nothing about it. */
const whyFailed = (error: unknown, { action }: Route, engine: Engine): Failure =>
  (action === 'answer' || action === 'open' ? engine.storeAway(error) : undefined) ?? toFailure(error);

const openInput = (engine: Engine, request: FastifyRequest): OpenInput => ({
  requestId: request.id,
  params: request.params as Record<string, string>,
  headers: request.headers as Record<string, string | undefined>,
  query: request.query as Record<string, string>,
  publicUrl: engine.publicUrl(),
  catalog: engine.catalog,
  fillUploadPiece: engine.fillUploadPiece,
  bytes: (limitBytes) => readBytes(request.raw, limitBytes),
  prices: () => engine.prices(),
});

/** What only answers from what is known counts as a read, everything else as a create; before the body is read. */
async function countRequest(
  engine: Engine,
  route: Route,
  caller: Caller,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  const rate = await engine.countRequest(caller, route.action === 'answer' ? 'read' : 'create');
  request.rate = rate;
  reply.headers(rateLimitHeaders(rate));
  if (!rate.admitted) throw new Failure('rate_limited', { retryAfterMs: rate.nextMs });
}

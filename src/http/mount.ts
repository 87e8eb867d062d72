import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Caller } from '../generation/caller.ts';
import type { Engine, EngineRequest } from '../generation/engine.ts';
import { toFailure } from '../generation/failure.ts';
import type {
  GenerateRoute,
  Protocol,
  RelayRoute,
  Route,
  RouteInput,
  WireChoice,
} from '../generation/protocol.ts';
import type { GenerationRequest } from '../generation/request.ts';
import type { Log } from '../lib/log.ts';
import { withHeaderWishes } from './header-wishes.ts';
import { hashRequest, readIdempotencyKey } from './idempotency-key.ts';
import { outcomeHeaders } from './outcome-headers.ts';
import { createSpoolRoom, readJson, readScanned, type SpoolRoom } from './read-body.ts';
import { relayAnswer } from './relay-answer.ts';
import { sendAnswer } from './send-answer.ts';
import { sendFailure } from './send-failure.ts';
import { withSyncDeadline } from './sync-deadline.ts';

declare module 'fastify' {
  interface FastifyRequest {
    caller?: Caller;
  }
}

/** Serves every route of a protocol. */
export function mount(server: FastifyInstance, protocol: Protocol, engine: Engine, log: Log): void {
  for (const route of protocol.routes) {
    server.route({
      method: route.method,
      url: route.path,
      handler: (request, reply) => handle(protocol, route, engine, log, request, reply),
    });
  }
}

async function handle(
  protocol: Protocol,
  route: Route,
  engine: Engine,
  log: Log,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  const room = createSpoolRoom(engine.spoolFolder, request.id);
  try {
    const input = await routeInput(engine, request, room);
    if (route.action === 'answer') await sendAnswer(reply, await route.answer(input), engine);
    else if (route.action === 'relay') await relay(route, input, engine, room, reply);
    else await generate(route, input, engine, reply);
  } catch (error) {
    await sendFailure(protocol, toFailure(error), request, reply, engine, log);
  } finally {
    room.clear();
  }
}

async function routeInput(engine: Engine, request: FastifyRequest, room: SpoolRoom): Promise<RouteInput> {
  const headers = request.headers as Record<string, string | undefined>;
  const query = request.query as Record<string, string>;
  const caller = await engine.authenticate({ headers, query });
  request.caller = caller;
  return {
    requestId: request.id,
    params: request.params as Record<string, string>,
    query,
    headers,
    caller,
    catalog: engine.catalog,
    publicUrl: engine.publicUrl(),
    lookUp: (id) => engine.lookUp(id, caller),
    quote: (priced) => engine.quote(priced, caller),
    json: (limitBytes) => readJson(request.raw, limitBytes),
    scanned: (rules, limitBytes) => readScanned(request.raw, rules, limitBytes, room),
  };
}

async function generate(
  route: GenerateRoute,
  input: RouteInput,
  engine: Engine,
  reply: FastifyReply,
): Promise<void> {
  const read = await route.read(input);
  const request = withHeaderWishes(read.request, input.headers);
  reply.header('x-plantain-generation', input.requestId);
  const { outcome, choice, replayed } = await withSyncDeadline(
    engine.generate(await newRequest(input, request, read.choice)),
    input.requestId,
  );
  const answer = route.write({
    outcome,
    request,
    choice,
    urlOf: (artifact) => `${engine.publicUrl()}/task-artifacts/${artifact.key}`,
  });
  reply.headers(outcomeHeaders(outcome));
  if (replayed) reply.header('idempotent-replayed', 'true');
  await sendAnswer(reply, answer, engine);
}

/** An Idempotency-Key is compared by what the request means: its canonical form and the wanted answer. */
async function newRequest(
  input: RouteInput,
  request: GenerationRequest,
  choice: WireChoice,
): Promise<EngineRequest> {
  const { requestId: id, caller } = input;
  const key = readIdempotencyKey(input.headers['idempotency-key']);
  const claim = key === undefined ? {} : { claim: { key, bodyHash: await hashRequest(request, choice) } };
  return { id, request, caller, choice, ...claim };
}

async function relay(
  route: RelayRoute,
  input: RouteInput,
  engine: Engine,
  room: SpoolRoom,
  reply: FastifyReply,
): Promise<void> {
  const read = await route.read(input);
  const request = withHeaderWishes(read.request, input.headers);
  reply.header('x-plantain-generation', input.requestId);
  await relayAnswer(engine, await newRequest(input, request, read.choice), reply, room);
}

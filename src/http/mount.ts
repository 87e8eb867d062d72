import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Caller } from '../generation/caller.ts';
import type { Engine, EngineRequest, RequestRate } from '../generation/engine.ts';
import { Failure, toFailure } from '../generation/failure.ts';
import type {
  AnswerRoute,
  EnqueueRoute,
  GenerateRoute,
  OpenInput,
  Protocol,
  RelayRoute,
  Route,
  RouteInput,
  WireChoice,
} from '../generation/protocol.ts';
import type { GenerationRequest } from '../generation/request.ts';
import type { Log } from '../lib/log.ts';
import { whenAbandoned } from './abandoned.ts';
import { withHeaderWishes } from './header-wishes.ts';
import { hashRequest, readIdempotencyKey } from './idempotency-key.ts';
import { outcomeHeaders, receiptHeaders } from './outcome-headers.ts';
import { rateLimitHeaders } from './rate-limit-headers.ts';
import { createSpoolRoom, type Hold, readJson, readScanned, type SpoolRoom } from './read-body.ts';
import { readBytes } from './read-bytes.ts';
import { readForm } from './read-form.ts';
import { relayAnswer } from './relay-answer.ts';
import { requestTurn } from './request-turns.ts';
import { revalidated } from './revalidate.ts';
import { sendAnswer } from './send-answer.ts';
import { sendFailure } from './send-failure.ts';
import { withSyncDeadline } from './sync-deadline.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Whose error shape is meant where a request is refused before its route. */
    protocol?: string;
  }
  interface FastifyRequest {
    caller?: Caller;
    rate?: RequestRate;
    /** Makes the room free that its body took. */
    giveBack?: () => void;
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
      handler: (request, reply) => handle({ protocol, route, engine, log, authenticate }, request, reply),
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
  const { protocol, route, engine, log } = mounted;
  const turn = requestTurn();
  if (turn) await turn;
  const room = createSpoolRoom(engine.spoolFolder, request.id);
  try {
    if (route.action === 'open') {
      await sendAnswer(reply, await route.answer(openInput(engine, request)), engine);
      return;
    }
    const input = await routeInput(mounted, request, reply, room);
    await countRequest(engine, route, input.caller, request, reply);
    if (route.action === 'answer') await answer(route, input, engine, reply);
    else if (route.action === 'relay') await relay(route, input, engine, room, reply);
    else if (route.action === 'enqueue') await enqueue(route, input, engine, reply);
    else await generate(route, input, engine, room, reply);
  } catch (error) {
    await sendFailure(protocol, toFailure(error), request, reply, engine, log);
  } finally {
    room.clear();
    request.giveBack?.();
  }
}

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

async function answer(
  route: AnswerRoute,
  input: RouteInput,
  engine: Engine,
  reply: FastifyReply,
): Promise<void> {
  const wire = await route.answer(input);
  const isRead = route.method === 'GET';
  await sendAnswer(reply, isRead ? revalidated(wire, input.headers['if-none-match']) : wire, engine);
}

async function routeInput(
  { engine, authenticate }: Mounted,
  request: FastifyRequest,
  reply: FastifyReply,
  room: SpoolRoom,
): Promise<RouteInput> {
  const headers = request.headers as Record<string, string | undefined>;
  const query = request.query as Record<string, string>;
  const caller = await authenticate(request);
  request.caller = caller;
  const batches = engine.batches(caller);
  const from = { address: request.ip, requestId: request.id };
  const hold = holdFor(request, engine, caller);
  return {
    requestId: request.id,
    nowMs: engine.now(),
    params: request.params as Record<string, string>,
    query,
    headers,
    caller,
    catalog: engine.catalog,
    publicUrl: engine.publicUrl(),
    lookUp: async (id) => {
      const receipt = await engine.lookUp(id, caller);
      if (receipt) reply.headers(receiptHeaders(receipt));
      return receipt;
    },
    watch: (id, limitMs) => engine.watch(id, caller, limitMs),
    cancel: (id) => engine.cancel(id, caller),
    list: (query) => engine.list(query, caller),
    standingOf: (model) => engine.standingOf(model),
    quote: (priced) => engine.quote(priced, caller),
    countTokens: (model, body) => engine.countTokens(model, body, caller),
    enqueue: async (read) => {
      const rate = await engine.countRequest(caller, 'create');
      if (!rate.admitted) throw new Failure('rate_limited', { retryAfterMs: rate.nextMs });
      const wanted = withHeaderWishes(read.request, headers, caller);
      return engine.enqueue(
        await newRequest({ requestId: request.id, caller, headers }, wanted, read.choice),
      );
    },
    books: engine.books(caller),
    // Few requests look at keys or callbacks: these are made for those that do.
    get keys() {
      return engine.keys(caller, from);
    },
    get callbacks() {
      return engine.callbacks(caller, from);
    },
    batches: {
      ...batches,
      create: (order) =>
        batches.create({
          ...order,
          items: order.items.map((item) => ({
            ...item,
            request: withHeaderWishes(item.request, headers, caller),
          })),
        }),
    },
    uploads: engine.uploads(caller),
    bytes: (limitBytes) => readBytes(request.raw, limitBytes, hold),
    json: (limitBytes) => readJson(request.raw, limitBytes, hold),
    scanned: (rules, limitBytes) => readScanned(request.raw, rules, limitBytes, room, hold),
    form: (limits) => readForm(request.raw, limits, room, hold),
  };
}

function holdFor(request: FastifyRequest, { bodies }: Engine, { keyId }: Caller): Hold {
  const held = { memory: 0, disk: 0 };
  const take = (place: keyof typeof held) => (sizeBytes: number) => {
    bodies[place].take(keyId, sizeBytes);
    held[place] += sizeBytes;
  };
  request.giveBack = () => {
    bodies.memory.giveBack(keyId, held.memory);
    bodies.disk.giveBack(keyId, held.disk);
  };
  return { memory: take('memory'), disk: take('disk') };
}

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

async function generate(
  route: GenerateRoute,
  input: RouteInput,
  engine: Engine,
  room: SpoolRoom,
  reply: FastifyReply,
): Promise<void> {
  const read = await route.read(input);
  const request = withHeaderWishes(read.request, input.headers, input.caller);
  reply.header('x-plantain-generation', input.requestId);
  const work = engine.generate(waitedFor(reply, await newRequest(input, request, read.choice)));
  room.keepFor(work);
  const { outcome, choice, replayed } = await withSyncDeadline(work, input.requestId);
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
  input: Pick<RouteInput, 'requestId' | 'caller' | 'headers'>,
  request: GenerationRequest,
  choice: WireChoice,
): Promise<EngineRequest> {
  const { requestId: id, caller } = input;
  const key = readIdempotencyKey(input.headers['idempotency-key']);
  const claim = key === undefined ? {} : { claim: { key, bodyHash: await hashRequest(request, choice) } };
  return { id, request, caller, choice, ...claim };
}

function waitedFor(reply: FastifyReply, request: EngineRequest): EngineRequest {
  const referenceCount = request.request.references.length;
  const abandoned = whenAbandoned(reply, { referenceCount, hasKey: request.claim !== undefined });
  return abandoned ? { ...request, abandoned } : request;
}

async function enqueue(
  route: EnqueueRoute,
  input: RouteInput,
  engine: Engine,
  reply: FastifyReply,
): Promise<void> {
  const read = await route.read(input);
  const request = withHeaderWishes(read.request, input.headers, input.caller);
  const accepted = await engine.enqueue(await newRequest(input, request, read.choice));
  const { replayed } = accepted;
  let { receipt } = accepted;
  const waitMs = route.wait?.(input, read.choice) ?? 0;
  if (waitMs > 0) {
    for await (const seen of engine.watch(receipt.id, input.caller, waitMs)) receipt = seen ?? receipt;
  }
  reply.headers(receiptHeaders(receipt));
  if (replayed) reply.header('idempotent-replayed', 'true');
  await sendAnswer(reply, route.write(receipt, input), engine);
}

async function relay(
  route: RelayRoute,
  input: RouteInput,
  engine: Engine,
  room: SpoolRoom,
  reply: FastifyReply,
): Promise<void> {
  const read = await route.read(input);
  if ('status' in read) return sendAnswer(reply, read, engine);
  const request = withHeaderWishes(read.request, input.headers, input.caller);
  reply.header('x-plantain-generation', input.requestId);
  const wanted = waitedFor(reply, await newRequest(input, request, read.choice));
  await relayAnswer(engine, wanted, reply, room);
}

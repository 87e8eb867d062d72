import type { FastifyReply } from 'fastify';
import type { Engine, EngineRequest } from '../generation/engine.ts';
import { Failure, toFailure } from '../generation/failure.ts';
import type { AnswerRoute, EnqueueRoute, GenerateRoute, RelayRoute, Route } from '../generation/protocol.ts';
import { whenAbandoned } from './abandoned.ts';
import type { CallerInput } from './caller-input.ts';
import { asWished } from './header-wishes.ts';
import { nameGeneration } from './name-generation.ts';
import { newRequest } from './new-request.ts';
import { outcomeHeaders, receiptHeaders } from './outcome-headers.ts';
import type { SpoolRoom } from './read-body.ts';
import { relayAnswer } from './relay-answer.ts';
import { revalidated } from './revalidate.ts';
import { sendAnswer } from './send-answer.ts';
import { withSyncDeadline } from './sync-deadline.ts';
import { whenClosed } from './when-closed.ts';

/** Where a route's answer is made and where it goes. */
export interface RunInput {
  readonly input: CallerInput;
  readonly engine: Engine;
  readonly room: SpoolRoom;
  readonly reply: FastifyReply;
}

/** Does what a route of a caller is for, and answers. */
export function runRoute(route: Exclude<Route, { action: 'open' }>, run: RunInput): Promise<void> {
  switch (route.action) {
    case 'answer':
      return answer(route, run);
    case 'relay':
      return relay(route, run);
    case 'enqueue':
      return enqueue(route, run);
    case 'generate':
      return generate(route, run);
  }
}

async function answer(route: AnswerRoute, { input, engine, reply }: RunInput): Promise<void> {
  const wire = await route.answer(input);
  // Only now: what was looked up may not be what was asked for, and a refusal tells nothing of it.
  if (input.found) reply.headers(receiptHeaders(input.found));
  const isRead = route.method === 'GET';
  await sendAnswer(reply, isRead ? revalidated(wire, input.headers['if-none-match']) : wire, engine);
}

async function generate(route: GenerateRoute, { input, engine, room, reply }: RunInput): Promise<void> {
  const read = await route.read(input);
  const request = await asWished(read.request, input, engine);
  const work = engine.generate(waitedFor(reply, await newRequest(input, request, read.choice)));
  room.keepFor(work);
  const { outcome, choice, replayed } = await withSyncDeadline(work, input.requestId);
  const wire = route.write({
    outcome,
    request,
    choice,
    urlOf: engine.links.urlOf,
  });
  reply.headers(outcomeHeaders(outcome));
  if (replayed) reply.header('idempotent-replayed', 'true');
  await sendAnswer(reply, wire, engine).catch((error: unknown) => {
    throw paidFor(error, outcome.id);
  });
}

/** What could not be handed over is not to be made and paid for once more. */
function paidFor(error: unknown, id: string): Failure {
  const failure = toFailure(error);
  if (failure.code !== 'archive_unavailable') return failure;
  const message = `The generation ${id} was made and charged, but the archive cannot give its pictures now. GET /v1/generations/${id} has their URLs for later.`;
  return new Failure('archive_unavailable', {
    message,
    paid: true,
    internal: String(failure.internal),
    cause: error,
  });
}

async function enqueue(route: EnqueueRoute, { input, engine, reply }: RunInput): Promise<void> {
  const read = await route.read(input);
  const request = await asWished(read.request, input, engine);
  const waitMs = route.wait?.(input, read.choice) ?? 0;
  const follow = waitMs > 0 ? engine.watch(input.caller, whenClosed(reply)) : undefined;
  const accepted = await engine.enqueue(await newRequest(input, request, read.choice));
  const { replayed } = accepted;
  let { receipt } = accepted;
  reply.header('x-plantain-generation', receipt.id);
  if (follow) for await (const seen of follow(receipt.id, waitMs)) receipt = seen ?? receipt;
  reply.headers(receiptHeaders(receipt));
  if (replayed) reply.header('idempotent-replayed', 'true');
  await sendAnswer(reply, route.write(receipt, input), engine);
}

async function relay(route: RelayRoute, { input, engine, room, reply }: RunInput): Promise<void> {
  const read = await route.read(input);
  if ('status' in read) return sendAnswer(reply, read, engine);
  const request = await asWished(read.request, input, engine);
  const wanted = waitedFor(reply, await newRequest(input, request, read.choice));
  await relayAnswer(engine, wanted, reply, room);
}

function waitedFor(reply: FastifyReply, request: EngineRequest): EngineRequest {
  const onAccepted = () => nameGeneration(reply, request.id);
  // Who sent an Idempotency-Key comes back for it.
  if (request.claim) return { onAccepted, ...request };
  return { abandoned: whenAbandoned(reply), onAccepted, ...request };
}

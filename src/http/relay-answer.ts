import type { FastifyReply } from 'fastify';
import type { Engine, EngineRequest, Generated } from '../generation/engine.ts';
import { Failure, toFailure } from '../generation/failure.ts';
import { failureHeaders } from './name-generation.ts';
import { outcomeHeaders } from './outcome-headers.ts';
import { isPassedOn } from './passed-on.ts';
import type { SpoolRoom } from './read-body.ts';
import { readerOf } from './reader-of.ts';
import { createReplayRecording } from './replay-recording.ts';
import { createResponseRelay } from './response-relay.ts';
import { withSyncDeadline } from './sync-deadline.ts';

/** Runs a generation whose upstream bytes go to the client as they come. Throws while an error can still be sent. */
export async function relayAnswer(
  engine: Engine,
  request: EngineRequest,
  reply: FastifyReply,
  room: SpoolRoom,
  deadlineMs?: number,
): Promise<void> {
  const relay = createResponseRelay(
    reply.raw,
    String(request.choice.mediaType),
    () => {
      reply.hijack();
      return reply.getHeaders() as Record<string, string>;
    },
    request.claim && createReplayRecording(engine.replayBodies, request, room),
  );
  try {
    const work = engine.generate(request, relay);
    // It may go on after the deadline, and still reads what the client sent.
    room.keepFor(work);
    const generated = await withSyncDeadline(work, request.id, deadlineMs, () => relay.committed);
    if (generated.replayed) {
      await sendReplay(engine, generated, reply);
      return;
    }
    relay.commit();
    relay.finish();
  } catch (error) {
    const failure = toFailure(error);
    // What has begun cannot become an answer of ours: it ends, and the log says why. It is the whole answer where the
    // upstream's own says that there is no image, or only a draft of one.
    if (relay.committed) {
      if (relay.isAnsweredBy(failure)) relay.finish();
      else relay.abort();
      throw error;
    }
    // A process may have died between keeping an answer and settling it: what was not charged is not handed out.
    const mayBeKept = failure.firstRequestId !== undefined && isPassedOn(200, failure);
    if (mayBeKept && (await sendPassedOnReplay(engine, request, failure, reply))) return;
    const held = relay.held();
    if (!held || !isPassedOn(held.status, failure)) throw error;
    await reply
      .code(200)
      .headers({ ...held.headers, ...failureHeaders(failure, reply.request) })
      .send(held.body);
  }
}

async function sendReplay(engine: Engine, generated: Generated, reply: FastifyReply): Promise<void> {
  const { outcome, choice } = generated;
  const body = await engine.replayBodies.open(outcome.id, readerOf(reply));
  if (!body) {
    throw new Failure('internal', { internal: `the native answer of ${outcome.id} was not kept` });
  }
  reply.headers({
    ...outcomeHeaders(outcome),
    'idempotent-replayed': 'true',
    'content-type': String(choice.mediaType),
    'content-length': body.sizeBytes,
  });
  await reply.send(body.stream);
}

/** A failure that was told in the upstream's own 200 is told in it again. False when it was not. */
async function sendPassedOnReplay(
  engine: Engine,
  request: EngineRequest,
  failure: Failure,
  reply: FastifyReply,
): Promise<boolean> {
  const body = await engine.replayBodies.open(failure.firstRequestId as string, readerOf(reply));
  if (!body) return false;
  reply.code(200).headers({
    ...failureHeaders(failure, reply.request),
    'idempotent-replayed': 'true',
    'content-type': String(request.choice.mediaType),
    'content-length': body.sizeBytes,
  });
  await reply.send(body.stream);
  return true;
}

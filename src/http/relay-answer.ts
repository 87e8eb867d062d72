import type { FastifyReply } from 'fastify';
import type { Engine, EngineRequest, Generated } from '../generation/engine.ts';
import { Failure, type FailureCode, toFailure } from '../generation/failure.ts';
import { outcomeHeaders } from './outcome-headers.ts';
import type { SpoolRoom } from './read-body.ts';
import { createResponseRelay } from './response-relay.ts';
import { withSyncDeadline } from './sync-deadline.ts';

/** Google answers these with 200 and no image; its clients know that shape, so it is passed on unchanged. */
const passedOnCodes: ReadonlySet<FailureCode> = new Set([
  'content_blocked',
  'recitation',
  'no_image',
  'text_only',
]);

/** Runs a generation whose upstream bytes go to the client as they come. Throws while an error can still be sent. */
export async function relayAnswer(
  engine: Engine,
  request: EngineRequest,
  reply: FastifyReply,
  room: SpoolRoom,
): Promise<void> {
  const copy = request.claim && room.open();
  const relay = createResponseRelay(
    reply.raw,
    () => {
      reply.hijack();
      return reply.getHeaders() as Record<string, string>;
    },
    copy,
  );
  try {
    const generated = await withSyncDeadline(engine.generate(request, relay), request.id);
    if (generated.replayed) {
      await sendReplay(engine, generated, reply);
      return;
    }
    relay.commit();
    if (copy) {
      copy.close();
      await engine.replayBodies.keep(request.id, copy.path, copy.sizeBytes);
    }
    relay.finish();
  } catch (error) {
    if (relay.committed) {
      relay.abort();
      return;
    }
    const held = relay.held();
    if (held?.status !== 200 || !passedOnCodes.has(toFailure(error).code)) throw error;
    await reply.code(200).headers(held.headers).send(held.body);
  }
}

async function sendReplay(engine: Engine, generated: Generated, reply: FastifyReply): Promise<void> {
  const { outcome, choice } = generated;
  const body = await engine.replayBodies.open(outcome.id);
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

import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import type { Engine } from '../generation/engine.ts';
import type { AnswerPart, WireAnswer } from '../generation/protocol.ts';
import { encodedLength } from '../lib/base64/base64-encode.ts';
import { type BodyPart, isFilePart, planLength } from '../lib/body-plan/body-plan.ts';
import { planToStream } from '../lib/body-plan/plan-to-stream.ts';
import { failpoint } from '../lib/failpoint.ts';
import { base64Stream } from './base64-stream.ts';

/** Sends an answer with its exact length; stored images are encoded while they are read. */
export async function sendAnswer(reply: FastifyReply, answer: WireAnswer, engine: Engine): Promise<void> {
  reply.code(answer.status).headers(answer.headers);
  if (answer.body.every((part): part is string => typeof part === 'string')) {
    const text = answer.body.join('');
    // As text it leaves in one piece with its head; to a type without a charset the server would add one.
    await reply.send(answer.headers['content-type']?.includes('charset=') ? text : Buffer.from(text));
    return;
  }
  if (answer.body.some(isLive)) {
    await reply.send(Readable.from(chunks(answer.body, engine), { objectMode: false }));
    return;
  }
  reply.header(
    'content-length',
    answer.body.reduce((sum, part) => sum + partLength(part), 0),
  );
  await reply.send(Readable.from(chunks(answer.body, engine), { objectMode: false, highWaterMark: 65_536 }));
}

const isArtifact = (part: AnswerPart): part is Extract<AnswerPart, { artifact: unknown }> =>
  typeof part === 'object' && 'artifact' in part;

const isLive = (part: AnswerPart): part is Extract<AnswerPart, { live: unknown }> =>
  typeof part === 'object' && 'live' in part;

function partLength(part: AnswerPart): number {
  if (isArtifact(part)) return encodedLength(part.artifact.sizeBytes);
  return planLength([part as BodyPart]);
}

async function* encoded(bytes: Readable): AsyncGenerator<Buffer> {
  for await (const chunk of base64Stream(bytes)) {
    yield chunk;
    failpoint('answer-half');
  }
}

async function* live(
  parts: Extract<AnswerPart, { live: unknown }>['live'],
  engine: Engine,
): AsyncGenerator<Buffer> {
  for await (const part of parts) {
    if (typeof part === 'string') yield Buffer.from(part);
    else yield* encoded(await engine.openArtifact(part.artifact));
  }
}

async function* chunks(parts: readonly AnswerPart[], engine: Engine): AsyncGenerator<Buffer> {
  for (const part of parts) {
    if (isArtifact(part)) yield* encoded(await engine.openArtifact(part.artifact));
    else if (isLive(part)) yield* live(part.live, engine);
    else if (isFilePart(part as BodyPart)) yield* planToStream([part as BodyPart]);
    else yield Buffer.from(part as string);
  }
}

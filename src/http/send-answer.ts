import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import type { Engine } from '../generation/engine.ts';
import type { Artifact } from '../generation/outcome.ts';
import type { AnswerPart, WireAnswer } from '../generation/wire-answer.ts';
import { encodedLength } from '../lib/base64/base64-encode.ts';
import { type BodyPart, BodyPlanFailure, planLength } from '../lib/body-plan/body-plan.ts';
import { type PlanPiece, planPieces } from '../lib/body-plan/plan-pieces.ts';
import { writePieces } from '../lib/body-plan/write-plan.ts';
import { failpoint } from '../lib/failpoint.ts';
import { base64Texts } from './base64-texts.ts';
import { readerOf } from './reader-of.ts';
import { unbuffered } from './unbuffered.ts';

/** Sends an answer with its exact length; stored images are encoded while they are read. */
export async function sendAnswer(reply: FastifyReply, answer: WireAnswer, engine: Engine): Promise<void> {
  reply.code(answer.status).headers(answer.headers).headers(unbuffered(answer.headers['content-type']));
  if (answer.body.every((part): part is string => typeof part === 'string')) {
    const text = answer.body.join('');
    // As text it leaves in one piece with its head; to a type without a charset the server would add one.
    await reply.send(answer.headers['content-type']?.includes('charset=') ? text : Buffer.from(text));
    return;
  }
  const reader = readerOf(reply);
  const read: OpenArtifact = (artifact) => engine.openArtifact(artifact, reader);
  if (answer.body.some(isLive)) {
    await reply.send(Readable.from(bytes(answer.body, read), { objectMode: false }));
    return;
  }
  // Before anything is sent: an archive that is away is told as that, and not by a connection that breaks.
  const first = answer.body.find(isArtifact)?.artifact;
  const opened = first && (await read(first));
  // One that breaks before it is read tells that when it is read; unheard, an error of a stream ends the process.
  opened?.once('error', () => undefined);
  const open: OpenArtifact = (artifact) =>
    opened && artifact === first ? Promise.resolve(opened) : read(artifact);
  try {
    await writeAnswer(reply, answer, open);
  } finally {
    opened?.destroy();
  }
}

type OpenArtifact = (artifact: Artifact) => Promise<Readable>;

/** Texts go to the connection as they are: as chunks of a stream every image would be copied once more. */
async function writeAnswer(reply: FastifyReply, answer: WireAnswer, open: OpenArtifact): Promise<void> {
  const sizeBytes = answer.body.reduce((sum, part) => sum + partLength(part), 0);
  reply.header('content-length', sizeBytes);
  const response = reply.raw;
  reply.hijack();
  response.writeHead(answer.status, reply.getHeaders() as Record<string, string>);
  try {
    await writePieces(pieces(answer.body, open), response);
    response.end();
  } catch (error) {
    // Who has gone misses nothing: the images are archived.
    if (!(error instanceof BodyPlanFailure && error.code === 'target_closed')) throw error;
  }
}

const isArtifact = (part: AnswerPart): part is Extract<AnswerPart, { artifact: unknown }> =>
  typeof part === 'object' && 'artifact' in part;

const isLive = (part: AnswerPart): part is Extract<AnswerPart, { live: unknown }> =>
  typeof part === 'object' && 'live' in part;

function partLength(part: AnswerPart): number {
  if (isArtifact(part)) return encodedLength(part.artifact.sizeBytes);
  return planLength([part as BodyPart]);
}

async function* encoded(image: Readable): AsyncGenerator<PlanPiece> {
  for await (const ascii of base64Texts(image)) {
    yield { ascii };
    failpoint('answer-half');
  }
}

async function* live(
  parts: Extract<AnswerPart, { live: unknown }>['live'],
  open: OpenArtifact,
): AsyncGenerator<PlanPiece> {
  for await (const part of parts) {
    if (typeof part === 'string') yield Buffer.from(part);
    else yield* encoded(await open(part.artifact));
  }
}

async function* pieces(parts: readonly AnswerPart[], open: OpenArtifact): AsyncGenerator<PlanPiece> {
  for (const part of parts) {
    if (isArtifact(part)) yield* encoded(await open(part.artifact));
    else if (isLive(part)) yield* live(part.live, open);
    else yield* planPieces([part as BodyPart]);
  }
}

async function* bytes(parts: readonly AnswerPart[], open: OpenArtifact): AsyncGenerator<Uint8Array> {
  for await (const piece of pieces(parts, open))
    yield 'ascii' in piece ? Buffer.from(piece.ascii, 'latin1') : piece;
}

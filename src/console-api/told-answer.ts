import type { UrlOf } from '../generation/artifact-links.ts';
import { askedAt } from '../generation/asked-at.ts';
import { Failure } from '../generation/failure.ts';
import type { GenerateRoute, Protocol } from '../generation/protocol.ts';
import type { AnswerPart, WireAnswer } from '../generation/wire-answer.ts';
import { redactText } from '../lib/log.ts';
import type { GenerationRecord } from '../records/generation-record.ts';

export interface ToldAnswer {
  readonly status: number;
  /** As it was sent, but for credentials and for pictures, which are named. */
  readonly body: string;
}

/**
 * What the client of an ended generation was told, written again from its record. Undefined where an upstream's own
 * bytes were passed on: they are not kept.
 */
export async function toldAnswer(
  record: GenerationRecord,
  protocol: Protocol | undefined,
  urlOf: UrlOf,
): Promise<ToldAnswer | undefined> {
  const answer = protocol && answerOf(record, protocol, urlOf);
  if (!answer) return undefined;
  const texts: string[] = [];
  for (const part of answer.body) texts.push(await textOf(part));
  return { status: answer.status, body: redactText(texts.join('')) };
}

function answerOf(record: GenerationRecord, protocol: Protocol, urlOf: UrlOf): WireAnswer | undefined {
  const { failure, result } = record;
  const isTask = record.request.kind === 'async-image';
  if (isTask && protocol.writeCallback) {
    return { status: 200, headers: {}, body: [JSON.stringify(protocol.writeCallback(record, urlOf))] };
  }
  if (failure) {
    const { code, ...told } = failure;
    const { requestedModel, kind, native } = record.request;
    const asked = { requestedModel, kind, answer: native?.answer, choice: record.choice };
    const path = askedAt(protocol, asked) ?? '';
    const context = { requestId: record.id, path, headers: {}, query: {} };
    return protocol.writeFailure(new Failure(code, told), context);
  }
  const route = protocol.routes.find((each): each is GenerateRoute => each.action === 'generate');
  if (!result || !route) return undefined;
  const { native, ...request } = record.request;
  return route.write({
    request,
    choice: record.choice,
    outcome: {
      ...result,
      id: record.id,
      createdAtMs: record.createdAtMs,
      artifacts: record.outputs,
      chargedMicros: record.chargedMicros,
    },
    urlOf,
  });
}

async function textOf(part: AnswerPart): Promise<string> {
  if (typeof part === 'string') return part;
  if ('artifact' in part) return `(${part.artifact.key}, ${part.artifact.sizeBytes} bytes in base64)`;
  if (!('live' in part)) return '(bytes)';
  let text = '';
  for await (const piece of part.live) text += typeof piece === 'string' ? piece : await textOf(piece);
  return text;
}

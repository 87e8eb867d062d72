import type { Profile } from '../profile.ts';
import type { AnswerPart, Outcome } from './outcome.ts';
import type { Usage } from './usage.ts';
import { asVertex, asVertexStream } from './vertex-answer.ts';

export interface Identity {
  readonly modelVersion: string;
  readonly responseId: string;
}

/** The whole answer as one GenerateContentResponse. */
export function responseBody(outcome: Outcome, identity: Identity, profile: Profile): object {
  return profile === 'vertex' ? asVertex(body(outcome, identity)) : body(outcome, identity);
}

function body(outcome: Outcome, identity: Identity): object {
  const { blockReason, blockReasonMessage } = outcome;
  if (blockReason) {
    return {
      promptFeedback: { blockReason, ...(blockReasonMessage ? { blockReasonMessage } : {}) },
      usageMetadata: outcome.usage,
      ...identity,
    };
  }
  return { candidates: [candidate(outcome, content(outcome))], usageMetadata: outcome.usage, ...identity };
}

/**
 * The same answer as the events of a stream: words in pieces, every picture in one event, and a last event
 * with the finish reason; the usage of every event counts what came so far.
 */
export function streamBodies(outcome: Outcome, identity: Identity, profile: Profile): object[] {
  const bodies = streamed(outcome, identity);
  return profile === 'vertex' ? asVertexStream(bodies) : bodies;
}

function streamed(outcome: Outcome, identity: Identity): object[] {
  if (!outcome.parts?.length) return [body(outcome, identity)];
  let words = 0;
  let hasPicture = false;
  const events = outcome.parts.flatMap(splitWords).map((part) => {
    if (typeof part.text === 'string') words += part.text.length;
    else hasPicture = true;
    return {
      candidates: [{ content: { parts: [part], role: 'model' }, index: 0 }],
      usageMetadata: hasPicture ? outcome.usage : usageOfWords(outcome.usage, words),
      ...identity,
    };
  });
  const last = {
    candidates: [candidate(outcome, { role: 'model' })],
    usageMetadata: outcome.usage,
    ...identity,
  };
  return [...events, last];
}

function content({ parts }: Outcome): object {
  return parts === undefined ? { role: 'model' } : { parts, role: 'model' };
}

function candidate({ finishReason, finishMessage, groundingMetadata }: Outcome, answer: object): object {
  return {
    content: answer,
    finishReason,
    ...(finishMessage ? { finishMessage } : {}),
    index: 0,
    ...(groundingMetadata ? { groundingMetadata } : {}),
  };
}

function splitWords(part: AnswerPart): AnswerPart[] {
  if (typeof part.text !== 'string' || part.text.length < 16) return [part];
  const middle = part.text.indexOf(' ', part.text.length / 2) + 1;
  if (middle === 0) return [part];
  return [part.text.slice(0, middle), part.text.slice(middle)].map((text) => ({ ...part, text }));
}

/** What was used when only words have come so far, about four letters to a token. */
function usageOfWords(usage: Usage, letters: number): Usage {
  const { promptTokenCount, promptTokensDetails, serviceTier } = usage;
  if (promptTokenCount === undefined) return usage;
  const candidatesTokenCount = Math.ceil(letters / 4);
  const totalTokenCount = Number(promptTokenCount) + candidatesTokenCount;
  return { promptTokenCount, candidatesTokenCount, totalTokenCount, promptTokensDetails, serviceTier };
}

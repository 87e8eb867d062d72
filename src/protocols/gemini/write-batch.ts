import type { Batch, BatchItem, ItemWithReceipt } from '../../generation/batch.ts';
import { failures } from '../../generation/failure.ts';
import type { AnswerPart } from '../../generation/protocol.ts';
import type { Receipt } from '../../generation/receipt.ts';
import { geminiFailures } from './failures.ts';
import { timeText } from './file-resource.ts';

type State = 'PENDING' | 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'CANCELLED';

const isEnded = ({ progress }: BatchItem) => !progress || progress.finishedAtMs !== undefined;
const isDelivered = ({ progress }: BatchItem) => progress?.state === 'succeeded';

function stateOf(batch: Batch): State {
  const { items } = batch;
  if (items.every(isEnded)) {
    if (items.some(isDelivered)) return 'SUCCEEDED';
    return batch.isCancelled ? 'CANCELLED' : 'FAILED';
  }
  return items.some((item) => item.progress?.dispatched || isEnded(item)) ? 'RUNNING' : 'PENDING';
}

/** A batch as the long-running operation Google answers with, and what it made once it has ended. */
export const finishedParts = (batch: Batch<ItemWithReceipt>, nowMs: number): AnswerPart[] =>
  operationParts(batch, batch.items.every(isEnded) ? outputParts(batch.items, nowMs) : []);

/** The operation without what it made. */
export function operationParts(batch: Batch, output: readonly AnswerPart[] = []): AnswerPart[] {
  const { items } = batch;
  const state = stateOf(batch);
  const isDone = items.every(isEnded);
  const ends = items.map(({ progress }) => progress?.finishedAtMs ?? batch.createdAtMs);
  const delivered = items.filter(isDelivered).length;
  const ended = items.filter(isEnded).length;
  const name = `batches/${batch.id}`;
  const metadata = {
    '@type': 'type.googleapis.com/google.ai.generativelanguage.v1main.GenerateContentBatch',
    model: `models/${batch.model}`,
    ...(batch.displayName === undefined ? {} : { displayName: batch.displayName }),
    createTime: timeText(batch.createdAtMs),
    ...(isDone ? { endTime: timeText(Math.max(...ends)) } : {}),
    updateTime: timeText(Math.max(batch.createdAtMs, ...ends)),
    batchStats: {
      requestCount: String(items.length),
      ...(ended === items.length ? {} : { pendingRequestCount: String(items.length - ended) }),
      ...(delivered === 0 ? {} : { successfulRequestCount: String(delivered) }),
      ...(ended === delivered ? {} : { failedRequestCount: String(ended - delivered) }),
    },
    state: `BATCH_STATE_${state}`,
    name,
  };
  const head = JSON.stringify({ name, metadata }).slice(0, -2);
  return [head, ...output, isDone ? '},"done":true}' : '}}'];
}

function outputParts(items: readonly ItemWithReceipt[], nowMs: number): AnswerPart[] {
  const responses = items.flatMap((item, index) => [
    ...(index === 0 ? [] : [',']),
    ...responseParts(item, nowMs),
  ]);
  return [',"output":{"inlinedResponses":{"inlinedResponses":[', ...responses, ']}}'];
}

function responseParts({ key, progress: receipt }: ItemWithReceipt, nowMs: number): AnswerPart[] {
  const metadata = key === undefined ? '' : `,"metadata":${JSON.stringify({ key })}`;
  const refused = receipt?.state === 'succeeded' ? expiryError(receipt, nowMs) : errorOf(receipt);
  if (!receipt || refused) return [`{"error":${JSON.stringify(refused)}${metadata}}`];
  const text = receipt.result?.text ? [[JSON.stringify({ text: receipt.result.text })]] : [];
  const images = receipt.outputs.map((artifact): AnswerPart[] => [
    `{"inlineData":{"mimeType":${JSON.stringify(artifact.mediaType)},"data":"`,
    { artifact, encode: 'base64' },
    '"}}',
  ]);
  const rest = JSON.stringify({
    usageMetadata: usageOf(receipt),
    modelVersion: receipt.result?.effectiveModel,
    responseId: receipt.id,
  }).slice(1);
  return [
    '{"response":{"candidates":[{"content":{"parts":[',
    ...[...text, ...images].flatMap((part, index) => (index === 0 ? part : [',', ...part])),
    `],"role":"model"},"finishReason":"STOP","index":0}],${rest}${metadata}}`,
  ];
}

/** A picture that is gone cannot be encoded into the answer; the request that made it says so instead. */
function expiryError({ id, outputs }: Receipt, nowMs: number) {
  if (outputs.length > 0 && outputs.every(({ expiresAtMs }) => expiresAtMs > nowMs)) return undefined;
  const message = `The pictures of the request ${id} have expired and are deleted.`;
  return { code: 404, message, status: 'NOT_FOUND' };
}

function usageOf({ result }: Receipt) {
  if (!result) return {};
  const { promptTokens, imageTokens, textTokens, thoughtTokens, totalTokens } = result.usage;
  return {
    promptTokenCount: promptTokens,
    candidatesTokenCount: imageTokens + textTokens,
    totalTokenCount: totalTokens,
    ...(thoughtTokens > 0 ? { thoughtsTokenCount: thoughtTokens } : {}),
  };
}

function errorOf(receipt: Receipt | undefined) {
  const code = receipt?.failure?.code ?? (receipt ? 'cancelled' : 'interrupted');
  const { status, code: name } = geminiFailures[code];
  const message = receipt?.failure?.message ?? failures[code].publicMessage;
  return { code: status, message, status: name };
}

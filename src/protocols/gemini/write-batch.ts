import type { Batch, BatchItem, ItemWithReceipt } from '../../generation/batch.ts';
import { failures } from '../../generation/failure.ts';
import type { Receipt } from '../../generation/receipt.ts';
import type { AnswerPart } from '../../generation/wire-answer.ts';
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

/** Where of an operation its images stand; Google writes them twice. */
export type OutputPlace = 'metadata' | 'response';

/** A batch as the long-running operation Google answers with, and what it made once it has ended. */
export function finishedParts(
  batch: Batch<ItemWithReceipt>,
  place: OutputPlace,
  nowMs: number,
): AnswerPart[] {
  if (!batch.items.every(isEnded)) return operationParts(batch);
  const responses = responsesOf(batch.items, nowMs);
  return place === 'metadata'
    ? operationParts(batch, [',"output":{', ...responses, '}'], [`,"response":{${outputType}}`])
    : operationParts(batch, [], [`,"response":{${outputType},`, ...responses, '}']);
}

const typeOf = (name: string) => `type.googleapis.com/google.ai.generativelanguage.v1main.${name}`;
const outputType = `"@type":"${typeOf('GenerateContentBatchOutput')}"`;

/** The operation without what it made, or with members that follow those of its metadata and its own. */
export function operationParts(
  batch: Batch,
  inMetadata: readonly AnswerPart[] = [],
  atEnd: readonly AnswerPart[] = [],
): AnswerPart[] {
  const { items } = batch;
  const state = stateOf(batch);
  const isDone = items.every(isEnded);
  const ends = items.map(({ progress }) => progress?.finishedAtMs ?? batch.createdAtMs);
  const delivered = items.filter(isDelivered).length;
  const ended = items.filter(isEnded).length;
  const name = `batches/${batch.id}`;
  const metadata = {
    '@type': typeOf('GenerateContentBatch'),
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
  return [head, ...inMetadata, isDone ? '},"done":true' : '}', ...atEnd, '}'];
}

function responsesOf(items: readonly ItemWithReceipt[], nowMs: number): AnswerPart[] {
  const responses = items.flatMap((item, index) => [
    ...(index === 0 ? [] : [',']),
    ...responseParts(item, nowMs),
  ]);
  return ['"inlinedResponses":{"inlinedResponses":[', ...responses, ']}'];
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

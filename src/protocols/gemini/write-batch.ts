import type { Batch, BatchItem } from '../../generation/batch.ts';
import { failures } from '../../generation/failure.ts';
import type { AnswerPart } from '../../generation/protocol.ts';
import type { Receipt } from '../../generation/receipt.ts';
import { geminiFailures } from './failures.ts';
import { timeText } from './file-resource.ts';

type State = 'PENDING' | 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'CANCELLED';

const isEnded = ({ receipt }: BatchItem) => !receipt || receipt.finishedAtMs !== undefined;
const isDelivered = ({ receipt }: BatchItem) => receipt?.state === 'succeeded';

function stateOf(batch: Batch): State {
  const { items } = batch;
  if (items.every(isEnded)) {
    if (items.some(isDelivered)) return 'SUCCEEDED';
    return batch.isCancelled ? 'CANCELLED' : 'FAILED';
  }
  return items.some((item) => item.receipt?.dispatched || isEnded(item)) ? 'RUNNING' : 'PENDING';
}

/** A batch as the long-running operation Google answers with; its images only where `withOutput`. */
export function operationParts(batch: Batch, withOutput: boolean): AnswerPart[] {
  const { items } = batch;
  const state = stateOf(batch);
  const isDone = items.every(isEnded);
  const ends = items.map(({ receipt }) => receipt?.finishedAtMs ?? batch.createdAtMs);
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
  const output = isDone && withOutput ? outputParts(items) : [];
  return [head, ...output, isDone ? '},"done":true}' : '}}'];
}

function outputParts(items: readonly BatchItem[]): AnswerPart[] {
  const responses = items.flatMap((item, index) => [...(index === 0 ? [] : [',']), ...responseParts(item)]);
  return [',"output":{"inlinedResponses":{"inlinedResponses":[', ...responses, ']}}'];
}

function responseParts({ key, receipt }: BatchItem): AnswerPart[] {
  const metadata = key === undefined ? '' : `,"metadata":${JSON.stringify({ key })}`;
  if (receipt?.state !== 'succeeded') return [`{"error":${JSON.stringify(errorOf(receipt))}${metadata}}`];
  const text = receipt.result?.text ? [`${JSON.stringify({ text: receipt.result.text })},`] : [];
  const images = receipt.outputs.flatMap((artifact, index): AnswerPart[] => [
    `${index === 0 ? '' : ','}{"inlineData":{"mimeType":${JSON.stringify(artifact.mediaType)},"data":"`,
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
    ...text,
    ...images,
    `],"role":"model"},"finishReason":"STOP","index":0}],${rest}${metadata}}`,
  ];
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

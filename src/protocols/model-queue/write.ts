import type { UrlOf } from '../../generation/artifact-links.ts';
import { formatOf } from '../../generation/image-format.ts';
import type { Artifact } from '../../generation/outcome.ts';
import { expiryOf, type Receipt } from '../../generation/receipt.ts';
import { jsonAnswer, type WireAnswer } from '../../generation/wire-answer.ts';
import { modelQueueFailures } from './failures.ts';

/** The cadence of the contract's quicker clients, in seconds. */
const pollSeconds = 3;

export const isEnded = (receipt: Receipt): boolean => receipt.finishedAtMs !== undefined;

/** The addresses of one request. */
export function urlsOf({ id, request }: Receipt, publicUrl: string) {
  const base = `${publicUrl}/model/v1/queue/${encodeURIComponent(request.requestedModel)}/requests/${id}`;
  return { response_url: `${base}/response`, status_url: `${base}/status`, cancel_url: `${base}/cancel` };
}

/** The status body: a failure is `COMPLETED` with an `error`. Unfinished, it says when to ask again. */
export function statusAnswer(receipt: Receipt, publicUrl: string, httpStatus: 200 | 202): WireAnswer {
  const headers = {
    'cache-control': 'private, no-cache',
    ...(isEnded(receipt) ? {} : { 'retry-after': String(pollSeconds) }),
  };
  return jsonAnswer(httpStatus, statusOf(receipt, publicUrl), headers);
}

function statusOf(receipt: Receipt, publicUrl: string) {
  const { id: request_id, state, failure } = receipt;
  const { response_url } = urlsOf(receipt, publicUrl);
  if (state === 'queued') return { status: 'IN_QUEUE', request_id, queue_position: 0, response_url };
  if (state === 'running') return { status: 'IN_PROGRESS', request_id, response_url };
  const ended = {
    status: 'COMPLETED',
    request_id,
    response_url,
    metrics: { inference_time: inferenceSeconds(receipt) },
  };
  const expiresAtMs = expiryOf(receipt);
  if (state === 'succeeded' && expiresAtMs !== undefined) {
    return { ...ended, expires_at: Math.floor(expiresAtMs / 1000) };
  }
  const { type } = modelQueueFailures[failure?.code ?? 'internal'];
  return { ...ended, error: failure?.message ?? 'Task execution failed', error_type: type };
}

/** Time spent upstream, over all tries. */
function inferenceSeconds({ attempts }: Receipt): number {
  const spentMs = attempts.reduce((sum, attempt) => sum + attempt.endedAtMs - attempt.startedAtMs, 0);
  return Math.round(spentMs / 10) / 100;
}

export function writeOutputs(receipt: Receipt, urlOf: UrlOf) {
  const { id, request, outputs, result } = receipt;
  const images = outputs.map((image) => outputOf(image, urlOf));
  const text = result?.text ? [{ type: 'text', text: result.text }] : [];
  return { request_id: id, outputs: [...images, ...text], metadata: { prompt: request.prompt } };
}

function outputOf(image: Artifact, urlOf: UrlOf) {
  const suffix = image.number === 1 ? '' : `-${image.number}`;
  return {
    type: 'image',
    url: urlOf(image),
    content_type: image.mediaType,
    file_name: `image${suffix}.${formatOf(image.mediaType)}`,
    file_size: image.sizeBytes,
    width: image.width,
    height: image.height,
    expires_at: Math.floor(image.expiresAtMs / 1000),
  };
}

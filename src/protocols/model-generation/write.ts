import type { UrlOf } from '../../generation/artifact-links.ts';
import { Failure } from '../../generation/failure.ts';
import { microsToUsd } from '../../generation/price.ts';
import { progressOf } from '../../generation/progress.ts';
import { expiryOf, type Receipt } from '../../generation/receipt.ts';
import type { RouteInput } from '../../generation/route-input.ts';
import { jsonAnswer, type WireAnswer } from '../../generation/wire-answer.ts';
import { isRequestId } from '../../lib/ids.ts';
import { taskErrorCode } from './failures.ts';

/** The cadence of the contract's quicker clients, in seconds. */
const pollSeconds = 3;

/** The answer to a create. A repeated request may find its task ended. */
export function writeCreated(receipt: Receipt, input: RouteInput): WireAnswer {
  const { progress: _, ...task } = writeTask(receipt, input.urlOf);
  return jsonAnswer(200, task);
}

/** `GET /model/v1/generation/task/{id}`: HTTP 200 for a failed task, too. */
export async function getTask(input: RouteInput): Promise<WireAnswer> {
  const id = input.params.id ?? '';
  const receipt = isRequestId(id) ? await input.lookUp(id) : undefined;
  if (receipt?.request.kind !== 'async-image') {
    throw new Failure('not_found', { message: 'There is no such task.' });
  }
  const task = writeTask(receipt, input.urlOf);
  const headers = {
    'cache-control': 'private, no-cache',
    ...(task.status === 'in_progress' ? { 'retry-after': String(pollSeconds) } : {}),
  };
  // The contract's first command line takes `error` for a string; an object makes it poll on until its timeout.
  const error = input.headers['user-agent']?.startsWith('vtrix-cli/') && receipt.failure?.message;
  return jsonAnswer(200, error ? { ...task, error } : task, headers);
}

interface Task {
  readonly id: string;
  readonly status: 'in_progress' | 'completed' | 'failed';
  readonly model: string;
  /** Unix seconds. */
  readonly created_at: number;
  /** 0 to 1, while in progress: steps that are over, of all steps. */
  readonly progress?: number;
  readonly [member: string]: unknown;
}

/** The task object; also the body of a callback. */
export function writeTask(receipt: Receipt, urlOf: UrlOf): Task {
  const { id, failure, state } = receipt;
  const task = {
    id,
    model: receipt.request.requestedModel,
    created_at: Math.floor(receipt.createdAtMs / 1000),
  };
  if (state === 'queued') return { ...task, status: 'in_progress', progress: 0 };
  if (state === 'running') {
    return { ...task, status: 'in_progress', progress: progressOf(receipt).percent / 100 };
  }
  if (state === 'succeeded') return { ...task, status: 'completed', ...completion(receipt, urlOf) };
  const code = failure?.code ?? 'internal';
  return {
    ...task,
    status: 'failed',
    error: { code: taskErrorCode(code), error_message: failure?.message ?? '' },
    metadata: metadataOf(receipt),
  };
}

function completion(receipt: Receipt, urlOf: UrlOf) {
  const { outputs, result } = receipt;
  const images = outputs.map((image) => ({ type: 'image', url: urlOf(image) }));
  const text = result?.text ? [{ type: 'text', text: result.text }] : [];
  return {
    output: [{ content: [...images, ...text] }],
    usage: usageOf(receipt),
    metadata: metadataOf(receipt),
  };
}

/** Tokens as the contract documents them, and money as its command line shows it: one image is charged, whatever else came. */
function usageOf({ result, request, chargedMicros }: Receipt) {
  const usage = result?.usage;
  return {
    prompt_tokens: usage?.promptTokens ?? 0,
    completion_tokens: usage ? usage.imageTokens + usage.textTokens + usage.thoughtTokens : 0,
    total_tokens: usage?.totalTokens ?? 0,
    cost: microsToUsd(chargedMicros),
    quantity: request.count,
    unit_price: microsToUsd(Math.round(chargedMicros / request.count)),
  };
}

/** The contract's place for times: Unix seconds, as everywhere in it. */
function metadataOf(receipt: Receipt) {
  const { createdAtMs, finishedAtMs = createdAtMs, result } = receipt;
  const expiresAtMs = expiryOf(receipt);
  return {
    created_at: Math.floor(createdAtMs / 1000),
    completed_at: Math.floor(finishedAtMs / 1000),
    duration_ms: finishedAtMs - createdAtMs,
    ...(expiresAtMs === undefined ? {} : { expires_at: Math.floor(expiresAtMs / 1000) }),
    ...(result && result.omitted.length > 0 ? { omitted: result.omitted } : {}),
  };
}

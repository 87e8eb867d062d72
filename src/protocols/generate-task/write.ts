import type { UrlOf } from '../../generation/artifact-links.ts';
import { Failure } from '../../generation/failure.ts';
import { queryText } from '../../generation/query-text.ts';
import { expiryOf, type GenerationState, type Receipt } from '../../generation/receipt.ts';
import type { RouteInput } from '../../generation/route-input.ts';
import { taskOfPath } from '../../generation/task-of-path.ts';
import { jsonAnswer, type WireAnswer } from '../../generation/wire-answer.ts';
import { generateTaskFailures } from './failures.ts';
import { findModel } from './read.ts';

/** The cadence the contract advises, in seconds. */
const pollSeconds = 3;

const envelope = (data: object) => ({ code: 200, message: 'success', data });

/** The answer to `generateTask`. */
export function writeCreated(receipt: Receipt): WireAnswer {
  return jsonAnswer(200, envelope({ taskId: receipt.id }));
}

/** `GET /api/v1/statusTask/{model}?taskId=`: HTTP 200 for a failed task, too; 404 under another model's name. */
export async function getStatus(input: RouteInput): Promise<WireAnswer> {
  const taskId = queryText(input.query, 'taskId');
  const receipt = taskId ? await taskOfPath(input, taskId) : undefined;
  if (!receipt) throw noSuchTask(input, taskId);
  return jsonAnswer(200, writeStatus(receipt, input.urlOf), {
    'cache-control': 'private, no-cache',
    ...(receipt.finishedAtMs === undefined ? { 'retry-after': String(pollSeconds) } : {}),
  });
}

/** Of what may be wrong, what the client can mend first: the model of the path, no id, another id. */
function noSuchTask(input: RouteInput, taskId: string | undefined): Failure {
  findModel(input);
  return taskId
    ? new Failure('not_found', { message: 'There is no such task.', param: 'taskId' })
    : new Failure('invalid_request', { message: 'Missing required field: taskId', param: 'taskId' });
}

const states: Readonly<Record<GenerationState, string>> = {
  queued: 'pending',
  running: 'processing',
  succeeded: 'success',
  failed: 'failed',
  cancelled: 'failed',
};

/** The status envelope; also the body of a callback. Times are Unix milliseconds. */
export function writeStatus(receipt: Receipt, urlOf: UrlOf) {
  const { id, state, createdAtMs, finishedAtMs } = receipt;
  const times =
    finishedAtMs === undefined
      ? { createTime: createdAtMs }
      : { costTime: finishedAtMs - createdAtMs, createTime: createdAtMs, completeTime: finishedAtMs };
  return envelope({ taskId: id, state: states[state], ...ending(receipt, urlOf), ...times });
}

function ending(receipt: Receipt, urlOf: UrlOf) {
  const { state, outputs, failure } = receipt;
  if (state === 'succeeded') {
    const resultUrls = outputs.map(urlOf);
    return { resultJson: JSON.stringify({ resultUrls }), expireTime: expiryOf(receipt) };
  }
  if (!failure) return {};
  return { failCode: generateTaskFailures[failure.code].code, failMsg: failure.message };
}

import { Failure } from '../../generation/failure.ts';
import type { Receipt } from '../../generation/receipt.ts';
import type { RouteInput } from '../../generation/route-input.ts';
import { taskOfPath } from '../../generation/task-of-path.ts';
import { jsonAnswer, type WireAnswer } from '../../generation/wire-answer.ts';
import { findModel } from './read.ts';
import { isEnded, statusAnswer, urlsOf, writeOutputs } from './write.ts';

/** The answer to a submit. A repeated one is answered from the first. */
export function writeSubmitted(receipt: Receipt, input: RouteInput): WireAnswer {
  return jsonAnswer(200, {
    request_id: receipt.id,
    ...urlsOf(receipt, input.publicUrl),
    queue_position: 0,
  });
}

/** `GET …/requests/{id}/status` */
export async function getStatus(input: RouteInput): Promise<WireAnswer> {
  return statusAnswer(await findRequest(input), input.publicUrl, 200);
}

/** `GET …/requests/{id}/response`: 202 and the status until there is a result; a failure stays a status. */
export async function getResponse(input: RouteInput): Promise<WireAnswer> {
  const receipt = await findRequest(input);
  if (!isEnded(receipt)) return statusAnswer(receipt, input.publicUrl, 202);
  if (receipt.state !== 'succeeded') return statusAnswer(receipt, input.publicUrl, 200);
  return jsonAnswer(200, writeOutputs(receipt, input.urlOf), { 'cache-control': 'private, no-cache' });
}

/** `PUT …/requests/{id}/cancel`: possible until the request goes upstream. */
export async function cancelRequest(input: RouteInput): Promise<WireAnswer> {
  const { id } = await findRequest(input);
  await input.cancel(id);
  return jsonAnswer(202, { status: 'CANCELLATION_REQUESTED', request_id: id });
}

/** `GET …/status/stream`: the contract says that it has none. */
export function refuseStream(): WireAnswer {
  return jsonAnswer(400, { detail: 'SSE streaming not supported' });
}

/** One answer for an unknown id, another model's and another account's. */
async function findRequest(input: RouteInput): Promise<Receipt> {
  const receipt = await taskOfPath(input, input.params.id ?? '');
  if (receipt) return receipt;
  findModel(input);
  throw new Failure('not_found', { message: 'Request not found', param: 'request_id' });
}

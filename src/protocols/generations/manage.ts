import { Failure } from '../../generation/failure.ts';
import { readPeriod } from '../../generation/period.ts';
import type { GenerationState } from '../../generation/receipt.ts';
import type { RouteInput } from '../../generation/route-input.ts';
import { jsonAnswer, type WireAnswer } from '../../generation/wire-answer.ts';
import { cursorForm } from '../../lib/page-cursor.ts';
import { writeReceipt } from './receipt.ts';

const states: readonly GenerationState[] = ['queued', 'running', 'succeeded', 'failed', 'cancelled'];

/** `GET /v1/generations?limit=&after=&status=&from=&to=`: newest first; `next` is the `after` of the following page. */
export async function listGenerations(input: RouteInput): Promise<WireAnswer> {
  const { limit = '20', after, status } = input.query;
  const state = states.find((known) => known === status);
  if (status !== undefined && !state) refuse('status', `status must be one of ${states.join(', ')}.`);
  if (!/^\d{1,3}$/.test(limit) || Number(limit) < 1 || Number(limit) > 100) {
    refuse('limit', 'limit must be a whole number from 1 to 100.');
  }
  if (after !== undefined && !cursorForm.test(after)) {
    refuse('after', 'after must be the `next` of an earlier page.');
  }
  const page = await input.list({
    limit: Number(limit),
    period: readPeriod(input.query),
    ...(after ? { after } : {}),
    ...(state ? { state } : {}),
  });
  return jsonAnswer(200, {
    object: 'list',
    data: page.receipts.map((receipt) => writeReceipt(receipt, input.urlOf)),
    next: page.next ?? null,
  });
}

/** `POST /v1/generations/{id}/cancel`: possible until the generation goes upstream. */
export async function cancelGeneration(input: RouteInput): Promise<WireAnswer> {
  const id = input.params.id ?? '';
  await input.cancel(id);
  const receipt = await input.lookUp(id);
  if (!receipt) throw new Failure('not_found');
  return jsonAnswer(200, writeReceipt(receipt, input.urlOf));
}

/** `DELETE /v1/generations/{id}/images`: those of an ended one; the receipt stays and says so. */
export async function deleteImages(input: RouteInput): Promise<WireAnswer> {
  const id = input.params.id ?? '';
  await input.deleteImages(id);
  const receipt = await input.lookUp(id);
  if (!receipt) throw new Failure('not_found');
  return jsonAnswer(200, writeReceipt(receipt, input.urlOf));
}

function refuse(param: string, message: string): never {
  throw new Failure('invalid_request', { message, param });
}

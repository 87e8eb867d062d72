import { Failure } from '../../generation/failure.ts';
import { fewOmissions } from '../../generation/few-omissions.ts';
import type { Model } from '../../generation/model.ts';
import { omittedHeader } from '../../generation/omitted-header.ts';
import type { Omission } from '../../generation/outcome.ts';
import { readPage } from '../../generation/read-page.ts';
import type { RouteInput } from '../../generation/route-input.ts';
import { type AnswerPart, jsonAnswer, type WireAnswer } from '../../generation/wire-answer.ts';
import { keepPictures } from './keep-pictures.ts';
import { readBatch } from './read-batch.ts';
import { finishedParts, operationParts } from './write-batch.ts';

const mostPerPage = 50;

/** `POST …/models/{model}:batchGenerateContent`; `name` is the model in the client's words. */
export async function createBatch(input: RouteInput, model: Model, name: string): Promise<WireAnswer> {
  const { order, discard } = await keepPictures(input, await readBatch(input, model, name));
  try {
    const omitted = leftOutOf(order.items.map(({ request }) => request));
    return answer(operationParts(await input.batches.create(order)), omitted);
  } catch (error) {
    // Whether it was accepted nobody knows after anything else: its pictures end as uploads do.
    if (error instanceof Failure) await discard();
    throw error;
  }
}

/** `GET …/batches/{id}`; with the images once it has ended. */
export async function getBatch(input: RouteInput): Promise<WireAnswer> {
  const batch = await input.batches.find(input.params.id ?? '');
  if (!batch) throw noSuchBatch(input.params.id);
  const omitted = leftOutOf(batch.items.map(({ progress }) => progress?.result ?? progress?.request));
  return answer(finishedParts(batch, outputPlace(input), input.nowMs), omitted);
}

/** Google's SDKs read `metadata.output`; its documents show `response` (docs/decisions/2026-11-21-gemini-batches.md). */
const outputPlace = ({ headers }: RouteInput) =>
  /\bgoogle-genai-sdk\//.test(headers['x-goog-api-client'] ?? '') ? 'metadata' : 'response';

/** `GET …/batches?pageSize=&pageToken=`, without images. */
export async function listBatches(input: RouteInput): Promise<WireAnswer> {
  const { limit, offset } = readPage(input.query, 10, mostPerPage);
  const batches = await input.batches.list({ limit: limit + 1, offset });
  const shown = batches
    .slice(0, limit)
    .flatMap((batch, index) => [...(index === 0 ? [] : [',']), ...operationParts(batch)]);
  const next = batches.length > limit ? `,"nextPageToken":"${offset + limit}"` : '';
  return answer(['{"operations":[', ...shown, `]${next}}`]);
}

/** `POST …/batches/{id}:cancel`: what has not gone upstream is taken back and costs nothing. */
export async function cancelBatch(input: RouteInput): Promise<WireAnswer> {
  const called = input.params['*'] ?? '';
  const id = /^([0-9a-f]{1,64}):cancel$/.exec(called)?.[1];
  if (id === undefined || !(await input.batches.cancel(id))) throw noSuchBatch(called);
  return jsonAnswer(200, {});
}

/** `DELETE …/batches/{id}` */
export async function deleteBatch(input: RouteInput): Promise<WireAnswer> {
  if (!(await input.batches.remove(input.params.id ?? ''))) throw noSuchBatch(input.params.id);
  return jsonAnswer(200, {});
}

const answer = (body: readonly AnswerPart[], omitted: readonly Omission[] = []): WireAnswer => ({
  status: 200,
  headers: {
    'content-type': 'application/json; charset=UTF-8',
    'cache-control': 'no-store',
    ...omittedHeader(omitted),
  },
  body,
});

/** What of any of the requests was left out, each thing once: which of them it was, the receipts say. */
function leftOutOf(requests: readonly ({ readonly omitted: readonly Omission[] } | undefined)[]): Omission[] {
  // As they are accepted, so that the answers of both calls agree.
  const all = requests.flatMap((request) => fewOmissions(request?.omitted ?? []));
  return [...new Map(all.map((each) => [`${each.parameter} ${each.reason}`, each])).values()];
}

const noSuchBatch = (id = '') =>
  new Failure('not_found', { message: `There is no batch batches/${id.slice(0, 64)}.` });

import { z } from 'zod';
import { Failure } from '../../generation/failure.ts';
import type { Model } from '../../generation/model.ts';
import type { Omission } from '../../generation/outcome.ts';
import { parseBody } from '../../generation/parse-body.ts';
import type { RouteInput } from '../../generation/route-input.ts';
import { toCamelCase } from '../../lib/camel-case.ts';
import { unknownNameMessages, unknownNamesFailure } from './known-names.ts';
import { batchRequest, type JudgedRequest, judgeRequest, listOf } from './read-batch-request.ts';
import { refuseTwoSpellingsOfBatch } from './two-spellings.ts';

const mostItems = 100;
/** Google's own limit for inline requests. */
const bodyLimitBytes = 100 * 1024 * 1024;
/** Pictures of a batch outlive the request: they are kept as uploads are, decoded. */
const inlineImages = [{ key: 'data', parent: ['inlineData', 'inline_data'], mode: 'base64' }] as const;

const entry = z.looseObject({
  request: batchRequest,
  metadata: z.looseObject({ key: z.string().max(512).optional() }).optional(),
});

const batchBody = z.looseObject({
  batch: z.looseObject({
    model: z.string().optional(),
    displayName: z.string().max(512).optional(),
    webhookConfig: z.unknown().optional(),
    inputConfig: z.looseObject({
      fileName: z.string().optional(),
      requests: z.looseObject({ requests: listOf(entry) }).optional(),
    }),
  }),
});

type BatchBody = z.output<typeof batchBody>;

/** Names of `GenerateContentBatch`; what the server alone writes is ignored, as Google does. */
const batchNames = [
  'name',
  'model',
  'displayName',
  'inputConfig',
  'output',
  'createTime',
  'endTime',
  'updateTime',
  'batchStats',
  'state',
  'priority',
  'webhookConfig',
];

/** A batch in which nothing is wrong that can be seen before its pictures are kept. */
export interface JudgedBatch {
  /** The model in the client's words. */
  readonly model: string;
  readonly displayName?: string;
  readonly items: readonly (JudgedRequest & { readonly key?: string })[];
}

/** Reads `POST …/models/{model}:batchGenerateContent`: one task per request, each with one turn. */
export async function readBatch(input: RouteInput, model: Model, name: string): Promise<JudgedBatch> {
  if (input.headers['idempotency-key'] !== undefined) {
    throw refused('A batch takes no Idempotency-Key. GET …/batches tells whether it was created.');
  }
  const scanned = await input.scanned(inlineImages, bodyLimitBytes);
  refuseTwoSpellingsOfBatch(scanned.skeleton);
  const body = parseBody(batchBody, camelNames(scanned.skeleton));
  refuseUnknown(body);
  const { batch } = body;
  const entries = batch.inputConfig.requests?.requests ?? [];
  if (entries.length === 0 || entries.length > mostItems) {
    const what = batch.inputConfig.fileName === undefined ? '' : ' Files of requests are not taken.';
    throw refused(`A batch has 1 to ${mostItems} inline requests.${what}`);
  }
  refuseOtherModel(input, model, batch.model, 'batch.model');
  const priority =
    batch.priority === undefined ? [] : [{ parameter: 'batch.priority', reason: 'batches have none here' }];
  const items: JudgedBatch['items'][number][] = [];
  for (const [index, { request, metadata }] of entries.entries()) {
    const place = `batch.inputConfig.requests.requests[${index}].request`;
    refuseOtherModel(input, model, request.model, `${place}.model`);
    const judged = await judgeRequest({ input, model, name, scanned, place }, request);
    const omitted = [...judged.request.omitted, ...priority, ...metadataBut('key', metadata)];
    items.push({
      ...judged,
      request: { ...judged.request, omitted },
      ...(metadata?.key === undefined ? {} : { key: metadata.key }),
    });
  }
  return { model: name, ...(batch.displayName ? { displayName: batch.displayName } : {}), items };
}

/** Google keeps whatever stands there and tells it again. */
const metadataBut = (known: string, metadata: object = {}): Omission[] =>
  Object.keys(metadata)
    .filter((name) => name !== known)
    .map((name) => ({
      parameter: `metadata.${name}`.slice(0, 64),
      reason: `only metadata.${known} is kept`,
    }));

function refuseUnknown(body: BatchBody): void {
  const { batch } = body;
  const requests = batch.inputConfig.requests;
  const messages = [
    ...unknownNameMessages(body, ['batch'], ''),
    ...unknownNameMessages(batch, batchNames, 'batch'),
    ...unknownNameMessages(batch.inputConfig, ['fileName', 'requests'], 'batch.input_config'),
    ...unknownNameMessages(requests, ['requests'], 'batch.input_config.requests'),
    ...(requests?.requests ?? []).flatMap((each, index) => {
      const place = `batch.input_config.requests.requests[${index}]`;
      return unknownNameMessages(each, ['request', 'metadata'], place);
    }),
  ];
  if (messages.length > 0) throw unknownNamesFailure(messages);
  if (batch.webhookConfig !== undefined) {
    throw refused('batch.webhookConfig: nobody is told of the end of a batch. Ask GET …/batches/{id}.');
  }
}

/** A request that names a model is not run on another. */
function refuseOtherModel(input: RouteInput, model: Model, named: string | undefined, place: string): void {
  if (named === undefined || input.catalog.find(named) === model) return;
  throw refused(`${place}: ${named.slice(0, 100)} is not the model of this batch, which is ${model.name}.`);
}

/** Google takes both spellings of every name, and null for what is absent. */
function camelNames(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(camelNames);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, member]) =>
      member === null ? [] : [[toCamelCase(name), camelNames(member)]],
    ),
  );
}

const refused = (message: string) => new Failure('invalid_request', { message });

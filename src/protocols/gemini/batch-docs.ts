import { z } from 'zod';
import type { RouteDocs } from '../../generation/route-docs.ts';

const operation = z.looseObject({
  name: z.string().describe('`batches/{id}`.'),
  metadata: z.looseObject({
    model: z.string(),
    displayName: z.string().optional(),
    state: z.string().describe('BATCH_STATE_PENDING, RUNNING, SUCCEEDED, FAILED or CANCELLED.'),
    createTime: z.string(),
    endTime: z.string().optional(),
    batchStats: z.looseObject({ requestCount: z.string() }),
    output: z
      .looseObject({})
      .optional()
      .describe("`inlinedResponses`, once it has ended; for Google's SDKs, which read it here."),
  }),
  done: z.boolean().optional(),
  response: z.looseObject({}).optional().describe('`inlinedResponses`, once it has ended; for all others.'),
});

const answers = { 200: { description: 'The operation.', schema: operation, name: 'BatchOperation' } };
const versions = ['v1beta', 'v1'];
const docs = (path: string, rest: Omit<RouteDocs, 'path'>): readonly RouteDocs[] =>
  versions.map((version) => ({ ...rest, path: path.replace('{version}', version) }));

/** What `/openapi.json` says of batches: many requests at once, each a task at the ordinary price. */
export const createBatchDocs = docs('/{version}/models/{model}:batchGenerateContent', {
  summary: 'Generate content for up to 100 requests, later',
  description:
    'Each request has one turn and becomes a task at the ordinary price. Fields beside texts, pictures, modalities, search, and ratio and size in imageConfig or responseFormat are left out, and named in x-plantain-omitted and on the receipt.',
  body: z.looseObject({ batch: z.looseObject({ inputConfig: z.looseObject({}) }) }),
  bodyName: 'BatchGenerateContent',
  answers,
});

export const listBatchesDocs = docs('/{version}/batches', {
  summary: 'List batches, newest first, without their images',
  query: { pageSize: 'Up to 50; default 10.', pageToken: '`nextPageToken` of the page before.' },
  answers: {
    200: {
      description: 'The batches.',
      schema: z.object({ operations: z.array(operation), nextPageToken: z.string().optional() }),
      name: 'BatchList',
    },
  },
});

export const getBatchDocs = docs('/{version}/batches/{id}', {
  summary: 'Get a batch, with its images once it has ended',
  answers,
});

export const cancelBatchDocs = docs('/{version}/batches/{id}:cancel', {
  summary: 'Cancel what of a batch has not gone upstream',
  answers: { 200: { description: 'Done.', schema: z.object({}) } },
});

export const deleteBatchDocs = docs('/{version}/batches/{id}', {
  summary: 'Forget a batch; its generations stay',
  answers: { 200: { description: 'It is gone.', schema: z.object({}) } },
});

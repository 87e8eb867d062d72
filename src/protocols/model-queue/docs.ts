import { z } from 'zod';
import { modelParams } from '../../generation/model-params.ts';
import type { RouteDocs } from '../../generation/route-docs.ts';

const status = z.looseObject({
  status: z.enum(['IN_QUEUE', 'IN_PROGRESS', 'COMPLETED']),
  request_id: z.string(),
  response_url: z.url(),
  expires_at: z.int().optional().describe('Unix seconds: when the images go.'),
});

const statusAnswer = (description: string) => ({ description, schema: status, name: 'QueueStatus' });

const result = z.looseObject({
  request_id: z.string(),
  outputs: z.array(z.looseObject({ type: z.string() })),
});

/** What `/openapi.json` says of these routes. */
export const docs = {
  submit: {
    summary: "Submit to a model's queue",
    body: modelParams,
    bodyName: 'QueueSubmit',
    answers: {
      200: { description: 'Where to ask.', schema: z.looseObject({ request_id: z.string() }) },
    },
  },
  status: { summary: 'The status of a request', answers: { 200: statusAnswer('The status.') } },
  stream: {
    summary: 'Status as a stream',
    description: 'The contract has none.',
    answers: { 400: { description: 'Always refused.', schema: z.object({ detail: z.string() }) } },
  },
  response: {
    summary: 'The result of a request',
    answers: {
      200: {
        description: 'The result; a failure is a status with `error`.',
        schema: z.union([result, status]),
      },
      202: statusAnswer('Not finished yet.'),
    },
  },
  cancel: {
    summary: 'Cancel a request',
    answers: {
      202: {
        description: 'It was cancelled.',
        schema: z.object({ status: z.literal('CANCELLATION_REQUESTED'), request_id: z.string() }),
      },
    },
  },
} satisfies Record<string, RouteDocs>;

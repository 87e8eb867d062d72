import { z } from 'zod';
import type { RouteDocs } from '../../generation/route-docs.ts';
import { flatBody, wrappedBody } from './schema.ts';

const task = z.looseObject({
  id: z.string(),
  status: z.enum(['in_progress', 'completed', 'failed']),
  model: z.string(),
  created_at: z.int().describe('Unix seconds.'),
  metadata: z
    .looseObject({ expires_at: z.int().optional().describe('Unix seconds: when the images go.') })
    .optional(),
});

const answers = { 200: { description: 'The task.', schema: task, name: 'ModelTask' } };

/** What `/openapi.json` says of these routes. */
export const docs = {
  create: {
    summary: 'Create a task',
    description: 'The parameters stand in `input[0].params`, or beside `model`.',
    body: z.union([wrappedBody, flatBody]),
    bodyName: 'ModelGeneration',
    answers,
  },
  get: { summary: 'A task', description: 'HTTP 200 for a failed one, too.', answers },
} satisfies Record<string, RouteDocs>;

import { z } from 'zod';
import type { RouteDocs } from '../../generation/route-docs.ts';
import { taskBody } from './schema.ts';

const envelope = <Data extends z.ZodType>(data: Data) =>
  z.looseObject({ code: z.int(), message: z.string(), data });

const status = z.looseObject({
  taskId: z.string(),
  state: z.string(),
  resultJson: z.string().optional().describe('JSON text: {"resultUrls": […]}.'),
  expireTime: z.int().optional().describe('Unix milliseconds: when the images go.'),
  failCode: z.string().optional(),
  failMsg: z.string().optional(),
});

/** What `/openapi.json` says of these routes. */
export const docs = {
  create: {
    summary: 'Create a task for a model',
    body: taskBody,
    bodyName: 'GenerateTask',
    answers: {
      200: { description: 'The task.', schema: envelope(z.looseObject({ taskId: z.string() })) },
    },
  },
  status: {
    summary: 'The status of a task',
    query: { taskId: 'The id the create answered with.' },
    answers: {
      200: {
        description: 'The status, also of a failed task.',
        schema: envelope(status),
        name: 'TaskStatus',
      },
    },
  },
} satisfies Record<string, RouteDocs>;

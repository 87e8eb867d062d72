import { z } from 'zod';
import type { RouteDocs } from '../../generation/route-docs.ts';
import { rpcMessage } from './json-rpc.ts';
import { editArguments } from './tools.ts';

/** A call of a tool, the message that makes pictures; `tools/list` has the arguments of every tool. */
const toolCall = z
  .looseObject({ name: z.string().optional(), arguments: editArguments.partial().optional() })
  .describe('Of `tools/call`: the tool and its arguments.');

/** What `/openapi.json` says of these routes. */
export const docs = {
  message: {
    summary: 'Send a message of the Model Context Protocol',
    description: 'One JSON-RPC message. Tool calls that take time are answered as server-sent events.',
    body: rpcMessage.extend({ params: toolCall.optional() }),
    bodyName: 'McpMessage',
    answers: {
      200: { description: 'The answer.', schema: z.looseObject({}) },
      202: { description: 'A notification was taken.', mediaType: 'text/plain' },
    },
  },
  listen: {
    summary: 'Listen for messages of the server',
    description: 'It sends none.',
    answers: { 405: { description: 'Always refused.' } },
  },
  end: { summary: 'End a session', answers: { 204: { description: 'Ended.', mediaType: 'text/plain' } } },
} satisfies Record<string, RouteDocs>;

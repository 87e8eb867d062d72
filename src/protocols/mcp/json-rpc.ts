import { z } from 'zod';
import { type AnswerPart, jsonAnswer, type WireAnswer } from '../../generation/wire-answer.ts';

/** A request, or a notification where `id` is missing. Answers of a client have no method and need no reply. */
export const rpcMessage = z.object({
  jsonrpc: z.literal('2.0'),
  id: z.union([z.string(), z.number()]).optional(),
  method: z.string().optional(),
  params: z.record(z.string(), z.unknown()).optional(),
});

export type RpcMessage = z.infer<typeof rpcMessage>;
export type RpcId = string | number | null;

export const methodNotFound = -32601;
export const invalidParams = -32602;
export const invalidRequest = -32600;

export const rpcResult = (id: RpcId, result: unknown): WireAnswer =>
  jsonAnswer(200, { jsonrpc: '2.0', id, result });

const doorCodes: Readonly<Record<number, string>> = { 400: 'invalid_request', 405: 'method_not_allowed' };

export const rpcError = (id: RpcId, code: number, message: string, status = 200): WireAnswer =>
  jsonAnswer(status, {
    jsonrpc: '2.0',
    id,
    // What is refused at the door has the same object as every other refusal there.
    error: { code, message, ...(status in doorCodes ? { data: { code: doorCodes[status] } } : {}) },
  });

/** The same as `rpcResult` around a result that is given in parts, images among them. */
export const rpcResultParts = (id: RpcId, result: readonly AnswerPart[]): AnswerPart[] => [
  `{"jsonrpc":"2.0","id":${JSON.stringify(id)},"result":`,
  ...result,
  '}',
];

export const jsonParts = (body: readonly AnswerPart[]): WireAnswer => ({
  status: 200,
  headers: { 'content-type': 'application/json; charset=utf-8' },
  body,
});

/** One `tools/call`. */
export interface ToolCall {
  readonly id: string | number;
  readonly progressToken: string | number | undefined;
  readonly arguments: unknown;
}

import type { Failure } from '../../generation/failure.ts';
import { plainCode, plainStatuses } from '../../generation/plain-failures.ts';
import type { FailureContext } from '../../generation/protocol.ts';
import { jsonAnswer, type WireAnswer } from '../../generation/wire-answer.ts';

/**
 * A refusal at the door; what a generation ends with is told inside a tool result, with status 200. JSON-RPC's own codes where one fits; -32000 is the first of those a server may choose.
 */
export function writeMcpFailure(failure: Failure, context: FailureContext): WireAnswer {
  const code = failure.code === 'invalid_request' ? -32700 : failure.code === 'internal' ? -32603 : -32000;
  const message = `${failure.message} (request id: ${context.requestId})`;
  return jsonAnswer(plainStatuses[failure.code], {
    jsonrpc: '2.0',
    id: null,
    error: { code, message, data: { code: plainCode(failure.code) } },
  });
}

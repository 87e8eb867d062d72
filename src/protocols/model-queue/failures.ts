import type { Failure, FailureCode } from '../../generation/failure.ts';
import { isKeyOffered } from '../../generation/offered-key.ts';
import type { FailureContext, WireFailure } from '../../generation/protocol.ts';
import { jsonAnswer, type WireAnswer } from '../../generation/wire-answer.ts';
import { noWebhook } from './read.ts';

/** `type` is the `error_type` of a request that ended with this failure. */
const failed = (status: number, code: string): WireFailure => ({ status, code, type: 'INFERENCE_FAILURE' });
const timedOut = (status: number, code: string): WireFailure => ({ status, code, type: 'INFERENCE_TIMEOUT' });
const invalid = (status: number, code: string): WireFailure => ({ status, code, type: 'REQUEST_INVALID' });

/** `status` and `code` answer a refused call; what ended a request in the queue comes in-band. */
export const modelQueueFailures: Readonly<Record<FailureCode, WireFailure>> = {
  unauthenticated: invalid(401, 'UNAUTHORIZED'),
  permission_denied: invalid(403, 'FORBIDDEN'),
  invalid_request: invalid(400, 'REQUEST_INVALID'),
  unknown_model: invalid(404, 'APP_NOT_FOUND'),
  not_found: invalid(404, 'NOT_FOUND'),
  method_not_allowed: invalid(405, 'METHOD_NOT_ALLOWED'),
  payload_too_large: invalid(413, 'PAYLOAD_TOO_LARGE'),
  unsupported_media_type: invalid(415, 'UNSUPPORTED_MEDIA_TYPE'),
  idempotency_conflict: invalid(422, 'IDEMPOTENCY_KEY_REUSED'),
  idempotency_in_progress: invalid(409, 'IDEMPOTENCY_IN_PROGRESS'),
  not_cancellable: invalid(400, 'NOT_CANCELLABLE'),
  rate_limited: failed(429, 'RATE_LIMIT_EXCEEDED'),
  concurrency_limited: failed(429, 'RATE_LIMIT_EXCEEDED'),
  budget_exhausted: failed(402, 'INSUFFICIENT_BALANCE'),
  insufficient_balance: failed(402, 'INSUFFICIENT_BALANCE'),
  reference_unreachable: invalid(400, 'REQUEST_INVALID'),
  reference_refused: invalid(400, 'REQUEST_INVALID'),
  reference_rejected: invalid(400, 'REQUEST_INVALID'),
  reference_too_large: invalid(400, 'REQUEST_INVALID'),
  not_satisfiable: invalid(400, 'REQUEST_INVALID'),
  not_as_asked: failed(400, 'NOT_AS_ASKED'),
  content_blocked: invalid(400, 'CONTENT_BLOCKED'),
  recitation: failed(400, 'CONTENT_BLOCKED'),
  no_image: failed(400, 'NO_IMAGE'),
  text_only: failed(400, 'NO_IMAGE'),
  no_channel: failed(503, 'UNAVAILABLE'),
  upstream_rejected: invalid(400, 'REQUEST_INVALID'),
  upstream_model_gone: failed(404, 'APP_NOT_FOUND'),
  upstream_denied: failed(502, 'UPSTREAM_ERROR'),
  upstream_rate_limited: failed(429, 'RATE_LIMIT_EXCEEDED'),
  upstream_unavailable: failed(503, 'UNAVAILABLE'),
  upstream_timeout: timedOut(504, 'TIMEOUT'),
  upstream_truncated: failed(502, 'UPSTREAM_ERROR'),
  archive_unavailable: failed(503, 'UNAVAILABLE'),
  deadline_exceeded: timedOut(504, 'TIMEOUT'),
  overloaded: failed(503, 'UNAVAILABLE'),
  interrupted: failed(503, 'INTERRUPTED'),
  cancelled: failed(400, 'CANCELLED'),
  internal: failed(500, 'INTERNAL'),
};

/** The sentences the contract fixes; they come as `detail`. */
function fixedDetail(failure: Failure): string | undefined {
  if (failure.code === 'unknown_model' || failure.message === noWebhook) return failure.message;
  if (failure.code === 'permission_denied' && failure.param === 'model')
    return 'Model not allowed for this user';
  if (failure.code === 'not_found') return failure.param === 'request_id' ? 'Request not found' : 'Not Found';
  return failure.code === 'internal' ? 'Runtime execution failed' : undefined;
}

/** The shapes seen (contracts.md §2.6): `detail`, `error` with a code, and the account's status envelope. */
export function writeModelQueueFailure(failure: Failure, context: FailureContext): WireAnswer {
  const { status, code } = modelQueueFailures[failure.code];
  const detail = fixedDetail(failure);
  if (detail !== undefined) return jsonAnswer(status, { detail });
  if (status === 402) {
    const isBudget = failure.code === 'budget_exhausted';
    const message = isBudget ? failure.message : 'Insufficient credits';
    const errorCode = isBudget ? 40202 : 40201;
    return jsonAnswer(status, { status: { code: status, message, error_code: errorCode }, data: null });
  }
  const isKeyMissing = failure.code === 'unauthenticated' && !isKeyOffered(context);
  const message = isKeyMissing ? 'Authorization Bearer or Key token is required' : failure.message;
  return jsonAnswer(status, { error: { code, message }, request_id: context.requestId });
}

import type { Failure, FailureCode } from './failure.ts';
import type { FailureContext, WireFailure } from './protocol.ts';
import { jsonAnswer, type WireAnswer } from './wire-answer.ts';

const wire = (status: number, type: string, code: string): WireFailure => ({ status, type, code });
const badRequest = (code: string) => wire(400, 'invalid_request_error', code);
const userError = (code: string) => wire(400, 'image_generation_user_error', code);
const server = (status: number, code: string) => wire(status, 'server_error', code);

/**
 * The error object of every OpenAI-shaped surface.
 * SDKs retry 408, 409, 429 and 5xx up to seven times, each a new upstream call: a final failure must be
 * none of these. Where 5xx is the only honest answer, the door adds `x-should-retry: false`.
 */
export const openaiFailures: Readonly<Record<FailureCode, WireFailure>> = {
  unauthenticated: wire(401, 'authentication_error', 'invalid_api_key'),
  permission_denied: wire(403, 'permission_error', 'access_denied'),
  invalid_request: badRequest('invalid_request'),
  unknown_model: wire(404, 'invalid_request_error', 'model_not_found'),
  not_found: wire(404, 'invalid_request_error', 'not_found'),
  method_not_allowed: wire(405, 'invalid_request_error', 'method_not_allowed'),
  payload_too_large: wire(413, 'invalid_request_error', 'payload_too_large'),
  unsupported_media_type: wire(415, 'invalid_request_error', 'unsupported_media_type'),
  idempotency_conflict: badRequest('idempotency_key_reused'),
  idempotency_in_progress: wire(409, 'invalid_request_error', 'idempotency_in_progress'),
  not_cancellable: badRequest('not_cancellable'),
  rate_limited: wire(429, 'rate_limit_error', 'rate_limit_exceeded'),
  concurrency_limited: wire(429, 'rate_limit_error', 'concurrency_limit_exceeded'),
  budget_exhausted: wire(403, 'insufficient_quota', 'insufficient_quota'),
  insufficient_balance: wire(403, 'insufficient_quota', 'insufficient_quota'),
  reference_unreachable: badRequest('invalid_image_url'),
  reference_refused: badRequest('invalid_image_url'),
  reference_rejected: badRequest('invalid_image'),
  reference_too_large: badRequest('invalid_image'),
  not_satisfiable: badRequest('not_satisfiable'),
  not_as_asked: userError('not_as_asked'),
  content_blocked: userError('moderation_blocked'),
  recitation: userError('image_recitation'),
  no_image: userError('no_image'),
  text_only: userError('no_image'),
  no_channel: server(503, 'get_channel_failed'),
  upstream_rejected: wire(400, 'upstream_error', 'upstream_rejected'),
  upstream_model_gone: wire(404, 'upstream_error', 'model_not_found'),
  upstream_denied: server(502, 'channel:invalid_key'),
  upstream_rate_limited: wire(429, 'upstream_error', 'upstream_rate_limited'),
  upstream_unavailable: server(503, 'upstream_unavailable'),
  upstream_timeout: server(504, 'upstream_timeout'),
  upstream_truncated: server(502, 'bad_response_body'),
  archive_unavailable: server(503, 'archive_unavailable'),
  deadline_exceeded: server(504, 'deadline_exceeded'),
  overloaded: server(503, 'overloaded'),
  interrupted: server(503, 'interrupted'),
  cancelled: badRequest('cancelled'),
  internal: server(500, 'internal_error'),
};

export function writeOpenaiFailure(failure: Failure, context: FailureContext): WireAnswer {
  const { status, type, code } = openaiFailures[failure.code];
  const error = {
    message: `${failure.message} (request id: ${context.requestId})`,
    type,
    param: failure.param ?? null,
    code,
  };
  return jsonAnswer(status, { error });
}

import type { Failure, FailureCode } from '../../generation/failure.ts';
import { googleError, refuseGoogleKey } from '../../generation/google-errors.ts';
import { isOpenrouterPath, writeOpenrouterFailure } from '../../generation/openrouter-failures.ts';
import type { FailureContext, WireFailure } from '../../generation/protocol.ts';
import { jsonAnswer, type WireAnswer } from '../../generation/wire-answer.ts';

/** `code` in OpenAI's words, `type` in Google's: a reader of a list may be either. */
const wire = (status: number, code: string, type: string) => ({ status, code, type });
/** Codes that only a generation can end with. */
const notForLists = wire(500, 'internal_error', 'INTERNAL');
const invalid = wire(400, 'invalid_request', 'INVALID_ARGUMENT');

export const modelListFailures: Readonly<Record<FailureCode, Required<WireFailure>>> = {
  unauthenticated: wire(401, 'invalid_api_key', 'UNAUTHENTICATED'),
  permission_denied: wire(403, 'access_denied', 'PERMISSION_DENIED'),
  invalid_request: invalid,
  unknown_model: wire(404, 'model_not_found', 'NOT_FOUND'),
  not_found: wire(404, 'not_found', 'NOT_FOUND'),
  method_not_allowed: wire(405, 'method_not_allowed', 'UNIMPLEMENTED'),
  payload_too_large: wire(413, 'payload_too_large', 'INVALID_ARGUMENT'),
  unsupported_media_type: wire(415, 'unsupported_media_type', 'INVALID_ARGUMENT'),
  rate_limited: wire(429, 'rate_limit_exceeded', 'RESOURCE_EXHAUSTED'),
  overloaded: wire(503, 'overloaded', 'UNAVAILABLE'),
  idempotency_conflict: notForLists,
  idempotency_in_progress: notForLists,
  not_cancellable: notForLists,
  concurrency_limited: notForLists,
  budget_exhausted: notForLists,
  insufficient_balance: notForLists,
  reference_unreachable: notForLists,
  reference_refused: notForLists,
  reference_rejected: notForLists,
  reference_too_large: notForLists,
  not_satisfiable: notForLists,
  not_as_asked: notForLists,
  content_blocked: notForLists,
  recitation: notForLists,
  no_image: notForLists,
  text_only: notForLists,
  no_channel: notForLists,
  upstream_rejected: notForLists,
  upstream_model_gone: notForLists,
  upstream_denied: notForLists,
  upstream_rate_limited: notForLists,
  upstream_unavailable: notForLists,
  upstream_timeout: notForLists,
  upstream_truncated: notForLists,
  archive_unavailable: notForLists,
  deadline_exceeded: notForLists,
  interrupted: notForLists,
  cancelled: notForLists,
  internal: notForLists,
};

/** In the shape of whoever asks: `/v1beta/models` is Google's alone, `/v1/models` is OpenAI's and Google's. */
export function writeModelListFailure(failure: Failure, context: FailureContext): WireAnswer {
  if (isOpenrouterPath(context.path)) return writeOpenrouterFailure(failure, context);
  const { status, code, type } = modelListFailures[failure.code];
  if (isGoogleClient(context)) {
    if (failure.code === 'unauthenticated') return refuseGoogleKey(context);
    return googleError(status, type, failure.message);
  }
  const message = `${failure.message} (request id: ${context.requestId})`;
  const kind = status === 401 ? 'authentication_error' : 'invalid_request_error';
  return jsonAnswer(status, { error: { message, type: kind, param: failure.param ?? null, code } });
}

function isGoogleClient({ path, headers, query }: FailureContext): boolean {
  if (path.startsWith('/v1beta/')) return !path.startsWith('/v1beta/openai/');
  return Boolean(headers['x-goog-api-key'] ?? query.key);
}

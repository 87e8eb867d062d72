import type { Failure, FailureCode } from '../../generation/failure.ts';
import { googleError, refuseGoogleKey } from '../../generation/google-errors.ts';
import type { FailureContext, WireFailure } from '../../generation/protocol.ts';
import type { WireAnswer } from '../../generation/wire-answer.ts';

const wire = (status: number, code: string): WireFailure => ({ status, code });
const invalid = wire(400, 'INVALID_ARGUMENT');
const precondition = wire(400, 'FAILED_PRECONDITION');
const unavailable = wire(503, 'UNAVAILABLE');
const exhausted = wire(429, 'RESOURCE_EXHAUSTED');

/** Google's own statuses; `code` is the gRPC name. */
export const geminiFailures: Readonly<Record<FailureCode, WireFailure>> = {
  unauthenticated: invalid,
  permission_denied: wire(403, 'PERMISSION_DENIED'),
  invalid_request: invalid,
  unknown_model: wire(404, 'NOT_FOUND'),
  not_found: wire(404, 'NOT_FOUND'),
  method_not_allowed: wire(405, 'UNIMPLEMENTED'),
  payload_too_large: wire(413, 'INVALID_ARGUMENT'),
  unsupported_media_type: wire(415, 'INVALID_ARGUMENT'),
  idempotency_conflict: invalid,
  idempotency_in_progress: wire(409, 'ABORTED'),
  not_cancellable: precondition,
  rate_limited: exhausted,
  concurrency_limited: exhausted,
  budget_exhausted: wire(402, 'RESOURCE_EXHAUSTED'),
  insufficient_balance: wire(402, 'RESOURCE_EXHAUSTED'),
  reference_unreachable: invalid,
  reference_refused: invalid,
  reference_rejected: invalid,
  reference_too_large: invalid,
  not_satisfiable: precondition,
  not_as_asked: precondition,
  content_blocked: precondition,
  recitation: precondition,
  no_image: precondition,
  text_only: precondition,
  no_channel: unavailable,
  upstream_rejected: invalid,
  upstream_model_gone: wire(404, 'NOT_FOUND'),
  upstream_denied: wire(502, 'UNAVAILABLE'),
  upstream_rate_limited: exhausted,
  upstream_unavailable: unavailable,
  upstream_timeout: wire(504, 'DEADLINE_EXCEEDED'),
  upstream_truncated: wire(502, 'UNAVAILABLE'),
  archive_unavailable: unavailable,
  deadline_exceeded: wire(504, 'DEADLINE_EXCEEDED'),
  overloaded: unavailable,
  interrupted: unavailable,
  cancelled: wire(499, 'CANCELLED'),
  internal: wire(500, 'INTERNAL'),
};

export function writeGeminiFailure(failure: Failure, context: FailureContext): WireAnswer {
  if (failure.code === 'unauthenticated') return refuseGoogleKey(context);
  const { status, code } = geminiFailures[failure.code];
  const details = failure.retryAfterMs
    ? [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: `${failure.retryAfterMs / 1000}s` }]
    : undefined;
  return googleError(status, code, failure.message, details);
}

import type { FailureCode } from './failure.ts';
import type { WireFailure } from './protocol.ts';

/** The status of each failure on contracts that are our own and owe nothing to a vendor's history. */
export const plainStatuses: Readonly<Record<FailureCode, number>> = {
  unauthenticated: 401,
  permission_denied: 403,
  invalid_request: 400,
  unknown_model: 404,
  not_found: 404,
  method_not_allowed: 405,
  payload_too_large: 413,
  unsupported_media_type: 415,
  idempotency_conflict: 422,
  idempotency_in_progress: 409,
  not_cancellable: 400,
  rate_limited: 429,
  concurrency_limited: 429,
  budget_exhausted: 402,
  insufficient_balance: 402,
  reference_unreachable: 400,
  reference_refused: 400,
  reference_rejected: 400,
  reference_too_large: 400,
  not_satisfiable: 400,
  not_as_asked: 400,
  content_blocked: 400,
  recitation: 400,
  no_image: 400,
  text_only: 400,
  no_channel: 503,
  upstream_rejected: 400,
  upstream_model_gone: 404,
  upstream_denied: 502,
  upstream_rate_limited: 429,
  upstream_unavailable: 503,
  upstream_timeout: 504,
  upstream_truncated: 502,
  archive_unavailable: 503,
  deadline_exceeded: 504,
  overloaded: 503,
  interrupted: 503,
  cancelled: 400,
  internal: 500,
};

/** Their words are the failure codes themselves; a URL that cannot be used is one that cannot be reached. */
export const plainCode = (code: FailureCode): FailureCode =>
  code === 'reference_refused' ? 'reference_unreachable' : code;

export const plainFailures = Object.fromEntries(
  (Object.keys(plainStatuses) as FailureCode[]).map((code) => [
    code,
    { status: plainStatuses[code], code: plainCode(code) },
  ]),
) as Record<FailureCode, WireFailure>;

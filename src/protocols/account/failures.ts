import type { Failure, FailureCode } from '../../generation/failure.ts';
import type { FailureContext, WireFailure } from '../../generation/protocol.ts';
import { jsonAnswer, type WireAnswer } from '../../generation/wire-answer.ts';

const wire = (status: number, code: string): WireFailure => ({ status, code });
/** Codes that only a generation can end with. */
const notForAccounts = wire(500, 'internal');

export const accountFailures: Readonly<Record<FailureCode, WireFailure>> = {
  unauthenticated: wire(401, 'unauthenticated'),
  permission_denied: wire(403, 'permission_denied'),
  invalid_request: wire(400, 'invalid_request'),
  unknown_model: wire(404, 'unknown_model'),
  not_found: wire(404, 'not_found'),
  method_not_allowed: wire(405, 'method_not_allowed'),
  payload_too_large: wire(413, 'payload_too_large'),
  unsupported_media_type: wire(415, 'unsupported_media_type'),
  rate_limited: wire(429, 'rate_limited'),
  overloaded: wire(503, 'overloaded'),
  idempotency_conflict: notForAccounts,
  idempotency_in_progress: notForAccounts,
  not_cancellable: notForAccounts,
  concurrency_limited: notForAccounts,
  budget_exhausted: notForAccounts,
  insufficient_balance: notForAccounts,
  reference_unreachable: notForAccounts,
  reference_refused: notForAccounts,
  reference_rejected: notForAccounts,
  reference_too_large: notForAccounts,
  not_satisfiable: notForAccounts,
  not_as_asked: notForAccounts,
  content_blocked: notForAccounts,
  recitation: notForAccounts,
  no_image: notForAccounts,
  text_only: notForAccounts,
  no_channel: notForAccounts,
  upstream_rejected: notForAccounts,
  upstream_model_gone: notForAccounts,
  upstream_denied: notForAccounts,
  upstream_rate_limited: notForAccounts,
  upstream_unavailable: notForAccounts,
  upstream_timeout: notForAccounts,
  upstream_truncated: notForAccounts,
  archive_unavailable: notForAccounts,
  deadline_exceeded: notForAccounts,
  interrupted: notForAccounts,
  cancelled: notForAccounts,
  internal: notForAccounts,
};

/**
 * Each address has the shape of the contract it comes from: problem details (RFC 9457) for Plantain's own,
 * `{code, message, data}` for the balance of task clients, `{success, message}` for new-api's.
 */
export function writeAccountFailure(failure: Failure, context: FailureContext): WireAnswer {
  const { status, code } = accountFailures[failure.code];
  const message = `${failure.message} (request id: ${context.requestId})`;
  if (context.path.startsWith('/api/v1/')) return jsonAnswer(status, { code: status, message, data: null });
  if (context.path.startsWith('/api/')) return jsonAnswer(status, { success: false, message });
  return jsonAnswer(
    status,
    {
      type: 'about:blank',
      title: code.replaceAll('_', ' '),
      status,
      detail: failure.message,
      code,
      ...(failure.param ? { param: failure.param } : {}),
      request_id: context.requestId,
    },
    { 'content-type': 'application/problem+json; charset=utf-8' },
  );
}

import type { Failure, FailureCode } from '../../generation/failure.ts';
import type { WireFailure } from '../../generation/protocol.ts';
import { jsonAnswer, type WireAnswer } from '../../generation/wire-answer.ts';

const wire = (status: number, code: string): WireFailure => ({ status, code });
const failed = (status: number) => wire(status, 'GENERATION_FAILED');
const unavailable = (status: number) => wire(status, 'MODEL_UNAVAILABLE');
const timedOut = (status: number) => wire(status, 'PROCESSING_TIMEOUT');

/** `status` answers a refused request; `code` is the `failCode` of a failed task. */
export const generateTaskFailures: Readonly<Record<FailureCode, WireFailure>> = {
  unauthenticated: failed(401),
  permission_denied: failed(403),
  invalid_request: wire(400, 'INVALID_PROMPT'),
  unknown_model: unavailable(404),
  not_found: failed(404),
  method_not_allowed: failed(405),
  payload_too_large: wire(413, 'PROMPT_TOO_LONG'),
  unsupported_media_type: failed(415),
  idempotency_conflict: failed(422),
  idempotency_in_progress: failed(409),
  not_cancellable: failed(400),
  rate_limited: failed(429),
  concurrency_limited: failed(429),
  budget_exhausted: wire(402, 'INSUFFICIENT_CREDITS'),
  insufficient_balance: wire(402, 'INSUFFICIENT_CREDITS'),
  reference_unreachable: wire(400, 'IMAGE_DOWNLOAD_FAILED'),
  reference_refused: wire(400, 'INVALID_IMAGE_URL'),
  reference_rejected: wire(400, 'UNSUPPORTED_FORMAT'),
  reference_too_large: wire(400, 'IMAGE_TOO_LARGE'),
  not_satisfiable: unavailable(400),
  not_as_asked: failed(400),
  content_blocked: wire(400, 'CONTENT_VIOLATION'),
  // Unlike a violation it may pass on another try.
  recitation: failed(400),
  no_image: failed(400),
  text_only: failed(400),
  no_channel: unavailable(503),
  upstream_rejected: failed(400),
  upstream_model_gone: unavailable(404),
  upstream_denied: unavailable(502),
  upstream_rate_limited: unavailable(429),
  upstream_unavailable: unavailable(503),
  upstream_timeout: timedOut(504),
  upstream_truncated: failed(502),
  archive_unavailable: failed(503),
  deadline_exceeded: timedOut(504),
  overloaded: unavailable(503),
  interrupted: failed(503),
  cancelled: failed(400),
  internal: failed(500),
};

const messages: Readonly<Record<number, string>> = {
  400: 'Invalid request',
  401: 'Invalid or missing API Key',
  402: 'Insufficient balance',
  403: 'Permission denied',
  404: 'Not found',
  409: 'Still running',
  429: 'Rate limit exceeded',
  500: 'Internal server error',
  503: 'Service temporarily unavailable',
};

/** The envelope of every answer; `code` repeats the HTTP status. */
export function writeGenerateTaskFailure(failure: Failure): WireAnswer {
  const { status } = generateTaskFailures[failure.code];
  const message = messages[status] ?? messages[status < 500 ? 400 : 500];
  return jsonAnswer(status, { code: status, message, data: { error: failure.message } });
}

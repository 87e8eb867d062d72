import type { Failure, FailureCode } from '../../generation/failure.ts';
import { isKeyOffered } from '../../generation/offered-key.ts';
import type { FailureContext, WireFailure } from '../../generation/protocol.ts';
import { jsonAnswer, type WireAnswer } from '../../generation/wire-answer.ts';

/** The four codes of the contract, as it prints them; on the wire they are numbers. */
const wire = (status: number, code: string): WireFailure => ({ status, code });
const generation = (status: number) => wire(status, '005001095');
const parsing = (status: number) => wire(status, '005001096');
const upstream = (status: number) => wire(status, '005001097');
const unfinished = (status: number) => wire(status, '005001098');

/** `status` answers a refused request; `code` stands in the `error` of a failed task. */
export const modelGenerationFailures: Readonly<Record<FailureCode, WireFailure>> = {
  unauthenticated: generation(401),
  permission_denied: generation(403),
  invalid_request: generation(400),
  unknown_model: generation(404),
  not_found: generation(404),
  method_not_allowed: generation(405),
  payload_too_large: generation(413),
  unsupported_media_type: generation(415),
  idempotency_conflict: generation(422),
  idempotency_in_progress: generation(409),
  not_cancellable: generation(400),
  rate_limited: generation(429),
  concurrency_limited: generation(429),
  budget_exhausted: generation(402),
  insufficient_balance: generation(402),
  reference_unreachable: generation(400),
  reference_refused: generation(400),
  reference_rejected: generation(400),
  reference_too_large: generation(400),
  not_satisfiable: generation(400),
  not_as_asked: generation(400),
  content_blocked: generation(400),
  recitation: generation(400),
  no_image: parsing(400),
  text_only: parsing(400),
  no_channel: generation(503),
  upstream_rejected: upstream(400),
  upstream_model_gone: upstream(404),
  upstream_denied: upstream(502),
  upstream_rate_limited: upstream(429),
  upstream_unavailable: upstream(503),
  upstream_timeout: unfinished(504),
  upstream_truncated: parsing(502),
  archive_unavailable: generation(503),
  deadline_exceeded: unfinished(504),
  overloaded: generation(503),
  interrupted: unfinished(503),
  cancelled: unfinished(400),
  internal: generation(500),
};

/** The `code` of a failed task's `error`: an integer, so without the zeros of the printed form. */
export const taskErrorCode = (code: FailureCode): number => Number(modelGenerationFailures[code].code);

/** The contract's account errors have codes of their own, all in one class: 40201 to 40208. */
const balanceCodes: Partial<Record<FailureCode, number>> = {
  insufficient_balance: 40201,
  budget_exhausted: 40202,
};

/** The shapes seen: a status envelope for money and addresses, `{"error": "…"}` for the rest (contracts.md §2.5). */
export function writeModelGenerationFailure(failure: Failure, context: FailureContext): WireAnswer {
  const { status } = modelGenerationFailures[failure.code];
  const errorCode = balanceCodes[failure.code];
  if (errorCode !== undefined) {
    const message = failure.code === 'insufficient_balance' ? 'Insufficient credits' : failure.message;
    return jsonAnswer(status, { status: { code: status, message, error_code: errorCode }, data: null });
  }
  if (status === 404)
    return jsonAnswer(status, { status: { code: 404, message: failure.message }, data: null });
  if (failure.code === 'unauthenticated') return jsonAnswer(status, { error: keyError(context) });
  return jsonAnswer(status, { error: failure.message });
}

const keyError = (context: FailureContext): string =>
  isKeyOffered(context) ? 'invalid_api_key' : 'missing authentication token';

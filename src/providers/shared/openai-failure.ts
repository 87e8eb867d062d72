import { Failure, type FailureCode } from '../../generation/failure.ts';
import { asObject, asText, type Json, looseJson } from '../../lib/loose-json.ts';
import { isModeration } from './moderation.ts';
import { isOutcomeUnknown } from './outcome-unknown.ts';
import { isBlockedCode, isUnpaidCode } from './refusal-codes.ts';

/** The failure behind an error answer of a gateway that speaks OpenAI's shape (contracts §1.7). */
export function openaiFailure(status: number, body: string, waitMs?: number): Failure {
  const error = readError(asObject(looseJson(body)).error);
  const [code, message] = [asText(error.code), asText(error.message)];
  return new Failure(codeOf(status, error), {
    internal: `${status} ${code} ${message || body.slice(0, 500)}`.trim(),
    upstreamStatus: status,
    outcomeUnknown: isOutcomeUnknown(status, Object.keys(error).length > 0),
    ...(waitMs === undefined ? {} : { retryAfterMs: waitMs }),
  });
}

/** The `error` of a body: an object, or with some gateways its sentence alone; empty where there is none. */
export const readError = (error: unknown): Json =>
  typeof error === 'string' && error !== '' ? { message: error } : asObject(error);

function codeOf(status: number, error: Json): FailureCode {
  const [code, type, message] = [asText(error.code), asText(error.type), asText(error.message)];
  if (isBlockedCode(code, type) || isFlagged(asObject(error.metadata))) return 'content_blocked';
  // As another Plantain says them: final there, so nothing to try elsewhere.
  if (status === 400 && code === 'no_image') return 'no_image';
  if (status === 400 && code === 'image_recitation') return 'recitation';
  // Accepted, and no picture in it.
  if (status < 300) return 'upstream_truncated';
  if (isUnpaidCode(code, type)) return 'upstream_denied';
  // With some it is a 403, as a refused key is (contracts §3.4).
  if ((status === 400 || status === 403 || status === 422) && [code, message].some(isModeration)) {
    return 'content_blocked';
  }
  if (status === 401 || status === 402 || status === 403) return 'upstream_denied';
  // new-api: 500 or 503 for a model it has no channel for, or cannot make images with (contracts §1.1).
  if (status === 404 || code === 'model_not_found' || /not supported model/i.test(message)) {
    return 'upstream_model_gone';
  }
  if (status === 408 || status === 504 || status === 524) return 'upstream_timeout';
  if (status === 429) return 'upstream_rate_limited';
  return status >= 500 ? 'upstream_unavailable' : 'upstream_rejected';
}

/** OpenRouter refuses a flagged prompt with the status of a refused key, and says here what it was flagged for. */
const isFlagged = ({ reasons, flagged_input }: Json): boolean =>
  Array.isArray(reasons) || typeof flagged_input === 'string';

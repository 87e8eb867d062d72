import { Failure, type FailureCode } from '../../generation/failure.ts';

const blocked = new Set([
  'content_filter',
  'content_policy_violation',
  'prompt_blocked',
  'sensitive_words_detected',
  'moderation_blocked',
]);

/** The failure behind an error answer of a gateway that speaks OpenAI's shape (contracts §1.7). */
export function openaiFailure(status: number, body: string): Failure {
  const { code, message } = readError(body);
  return new Failure(codeOf(status, code), {
    internal: `${status} ${code} ${message || body.slice(0, 500)}`.trim(),
    upstreamStatus: status,
  });
}

function codeOf(status: number, code: string): FailureCode {
  if (blocked.has(code)) return 'content_blocked';
  // As another Plantain says them: final there, so nothing to try elsewhere.
  if (status === 400 && code === 'no_image') return 'no_image';
  if (status === 400 && code === 'image_recitation') return 'recitation';
  if (status === 401 || status === 402 || status === 403) return 'upstream_denied';
  if (status === 404 || code === 'model_not_found') return 'upstream_model_gone';
  if (status === 408 || status === 504) return 'upstream_timeout';
  if (status === 429) return 'upstream_rate_limited';
  return status >= 500 ? 'upstream_unavailable' : 'upstream_rejected';
}

function readError(body: string): { code: string; message: string } {
  try {
    const error = (JSON.parse(body) as { error?: { code?: unknown; message?: unknown } }).error;
    return { code: String(error?.code ?? ''), message: String(error?.message ?? '') };
  } catch {
    return { code: '', message: '' };
  }
}

import { Failure, type FailureCode } from '../../generation/failure.ts';
import { isModeration } from './moderation.ts';
import { isOutcomeUnknown } from './outcome-unknown.ts';
import { toldWords } from './told-words.ts';

/** What an HTTP status means that a relay refuses a task with, also inside a 200; `text` is all it said. */
export function refusedTask(status: number, text: string): Failure {
  return new Failure(codeOf(status, text), {
    internal: text.slice(0, 500),
    outcomeUnknown: isOutcomeUnknown(status, true),
  });
}

function codeOf(status: number, text: string): FailureCode {
  // Moderation is 403 with some (contracts §3.4), and so is an empty purse (§2.5).
  if ((status === 400 || status === 403 || status === 422) && toldWords(text).some(isModeration)) {
    return 'content_blocked';
  }
  if (status === 401 || status === 402 || status === 403) return 'upstream_denied';
  if (status === 404) return 'upstream_model_gone';
  if (status === 408 || status === 504) return 'upstream_timeout';
  if (status === 429) return 'upstream_rate_limited';
  return status >= 500 ? 'upstream_unavailable' : 'upstream_rejected';
}

import { Failure, type FailureCode } from '../../generation/failure.ts';
import { isOutcomeUnknown } from './outcome-unknown.ts';

/** Names of failures (contracts §1.7, §3.4), in a code of their own or within a body. */
const moderationCode =
  /content_?(violation|policy|filter|moderation|blocked)|(sensitive|prohibited|inappropriate)_?(content|words?)|(prompt|image|moderation)_blocked|nsfw/i;

/** What is said of content in words; one of them alone says it of a key or a spelling as well. */
const moderationWords = [
  /\b(content|usage|safety)[ -](polic|filter|moderation|guideline|system|check|reason)/i,
  /\b(content|prompts?|images?|pictures?)\b[^.!?:;]{0,80}\b(violat|sensitive|prohibited|moderat|safety|blocked|inappropriate|unsafe)/i,
  /\b(violat\w*|sensitive|prohibited|moderat\w*|blocked|inappropriate|unsafe)\b[^.!?:;]{0,80}\b(content|prompts?|images?|pictures?)\b/i,
];

/** Whoever is spoken of so is the operator, not the client. */
const ofTheAccount =
  /\b(api[ _-]?keys?|keys?|accounts?|organi[sz]ations?|subscriptions?|plans?|permissions?|ip)\b|access denied/i;

/** Whether an upstream's words are those of moderation, of which none has a status of its own. */
export const isModeration = (text: string): boolean =>
  moderationCode.test(text) ||
  (moderationWords.some((words) => words.test(text)) && !ofTheAccount.test(text));

/** What an HTTP status means that a relay refuses a task with, also inside a 200; `text` is all it said. */
export function refusedTask(status: number, text: string): Failure {
  return new Failure(codeOf(status, text), {
    internal: text.slice(0, 500),
    outcomeUnknown: isOutcomeUnknown(status, true),
  });
}

function codeOf(status: number, text: string): FailureCode {
  // Moderation is 403 with some (contracts §3.4), and so is an empty purse (§2.5).
  if ((status === 400 || status === 403 || status === 422) && isModeration(text)) return 'content_blocked';
  if (status === 401 || status === 402 || status === 403) return 'upstream_denied';
  if (status === 404) return 'upstream_model_gone';
  if (status === 408 || status === 504) return 'upstream_timeout';
  if (status === 429) return 'upstream_rate_limited';
  return status >= 500 ? 'upstream_unavailable' : 'upstream_rejected';
}

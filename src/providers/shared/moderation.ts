import { withoutQuotes } from './told-words.ts';

/** Names of failures (contracts §1.7, §3.4), in a code of their own or within a sentence. */
const code =
  /content_?(violation|policy|filter|moderation|blocked)|(sensitive|prohibited|inappropriate)_?(content|words?)|(prompt|image|moderation)_blocked|nsfw/i;

/** What is said of content in words; one of them alone says it of a key or a spelling as well. */
const sentences = [
  // Reasons of Google's (gemini-upstream §6.1), which relays repeat.
  /\b(IMAGE_)?(SAFETY|BLOCKLIST|SPII)\b/,
  /\b(content|usage|safety)[ -](polic|filter|moderation|guideline|system|check|reason)/i,
  /\b(content|prompts?|images?|pictures?)\b[^.!?:;]{0,80}\b(violat|sensitive|prohibited|moderat|safety|blocked|inappropriate|unsafe)/i,
  /\b(violat\w*|sensitive|prohibited|moderat\w*|blocked|inappropriate|unsafe)\b[^.!?:;]{0,80}\b(content|prompts?|images?|pictures?)\b/i,
  /\b(flagged|blocked|rejected|refused|filtered|stopped)\b[^.!?:;]{0,40}\bmoderat/i,
  /\bpolic(y|ies) violations?\b/i,
  /\bunsafe (outputs?|results?)\b/i,
];

const noun =
  '(?:api[ _-]?keys?|keys?|(?:user )?accounts?|organi[sz]ations?|projects?|subscriptions?|plans?|ip(?: address)?)';
/** A key or an address, but no word. */
const id = '\\(?[\\w.:*…-]{0,64}[\\d.:*…_][\\w.:*…-]{0,64}\\)?';
const refused = '(?:blocked|banned|suspended|disabled|deactivated|restricted|revoked|terminated)';
const whose = '(?:your|this|the|our) (?:[\\w-]+ )?';

/**
 * Whoever is spoken of so is the operator, not the client. A client's own words may stand anywhere in a message but at
 * its beginning, and nobody's words may close a channel for everybody: so this is looked for there alone.
 */
const ofTheAccount = new RegExp(
  `^(?:\\d{3} )?(?:(?:sorry|error|forbidden|unauthorized)\\W+)*(?:${[
    '(?:access|permission)s? denied\\b',
    'insufficient permissions?\\b',
    `(?:${whose})?${noun}(?: you \\w+)?(?: ${id})? (?:has|have|is|was|are|were|(?:does|do|may|can) not|cannot|lacks?|violat\\w*|${refused})\\b`,
    `(?:${whose})?users? (?:has been|is) ${refused}\\b`,
    `you (?:have been|are|were) (?:\\w+ly )?${refused}\\b`,
    `we(?: have|'ve)? ${refused} ${whose}${noun}\\b`,
    `(?:image|picture)s? (?:generation|creation|editing) (?:is|was|are|has been) (?:\\w+ ){1,3}(?:on|for|in|by|under|with) ${whose}${noun}\\b`,
  ].join('|')})`,
  'i',
);

/** Whether a code or a sentence of an upstream is one of moderation, of which none has a status of its own. */
export function isModeration(said: string): boolean {
  const text = withoutQuotes(said);
  if (code.test(text)) return true;
  return sentences.some((words) => words.test(text)) && !ofTheAccount.test(said.trimStart());
}

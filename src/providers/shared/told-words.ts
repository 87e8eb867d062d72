import { looseJson } from '../../lib/loose-json.ts';

/** Members in which upstreams say why: `error`, `message`, `failMsg`, `detail`, `block_reason`, `code` … */
const saying = /^(?:errors?|msg|messages?|details?|descriptions?|reasons?|codes?|types?|status|title)$/i;
/** Where a client's own request stands, which some repeat in their refusal; FastAPI names each value `input`. */
const repeated = /^(?:inputs?|params|parameters|prompts?|request|body|contents?)$/i;

/** The sentences and codes an upstream's refusal says, without the names of its members; of what is no JSON, all. */
export function toldWords(body: string): readonly string[] {
  const json = looseJson(body);
  return typeof json === 'object' && json !== null ? wordsIn(json, false) : [body];
}

function wordsIn(value: unknown, isSaid: boolean): string[] {
  if (typeof value === 'string') return isSaid ? [value] : [];
  if (Array.isArray(value)) return value.flatMap((item) => wordsIn(item, isSaid));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    repeated.test(name) ? [] : wordsIn(inner, saying.test(lastWordOf(name))),
  );
}

/** `failMsg`, `error_message`, `blockReason`: it is the last word that says what stands there. */
const lastWordOf = (name: string): string => /[A-Z]?[a-z]+$|[A-Z]+$/.exec(name)?.[0] ?? name;

/** Apostrophes within a word open and close nothing. */
const quoted = /"[^"]*"|“[^“”]*”|«[^«»]*»|`[^`]*`|(?<!\w)'[^']*(?:(?<=\w)'(?=\w)[^']*)*'(?!\w)/g;

/** A sentence without what it quotes, which may be a prompt. A single word is kept: codes and fields are quoted, too. */
export const withoutQuotes = (text: string): string =>
  text.replaceAll(quoted, (quote) => (/^.\s*[\w.]{1,64}\s*.$/.test(quote) ? quote.slice(1, -1) : '""'));

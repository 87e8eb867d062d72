import { restOf } from './few-omissions.ts';
import type { Omission } from './outcome.ts';

/** Clients and proxies take 8 to 16 KiB of headers together. */
const mostCharacters = 4_000;
/** Of the entry that says how many more there are. */
const restCharacters = 80;

/** `size;reason="…", style;reason="…"`: what was not sent upstream, and why; where it grows long, how many more. */
export function omittedHeader(omitted: readonly Omission[]): Record<string, string> {
  if (omitted.length === 0) return {};
  const items = omitted.map(itemOf);
  const whole = items.join(', ');
  if (whole.length <= mostCharacters) return { 'x-plantain-omitted': whole };
  let characters = restCharacters;
  const cut = items.findIndex((item) => {
    characters += item.length + 2;
    return characters > mostCharacters;
  });
  const told = [...items.slice(0, cut), itemOf(restOf(omitted.slice(cut)))];
  return { 'x-plantain-omitted': told.join(', ') };
}

const itemOf = ({ parameter, reason }: Omission): string =>
  `${headerText(parameter).replace(/[\s;,"]/g, '_')};reason="${headerText(reason)}"`;

/** Printable ASCII without quotes and backslashes; anything else has no place in a header. */
const headerText = (text: string) => text.replace(/[^\x20-\x7e]|["\\]/g, ' ').slice(0, 300);

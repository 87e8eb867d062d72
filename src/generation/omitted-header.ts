import type { Omission } from './outcome.ts';

/** `size;reason="…", style;reason="…"`: what was not sent upstream, and why. */
export function omittedHeader(omitted: readonly Omission[]): Record<string, string> {
  if (omitted.length === 0) return {};
  const items = omitted.map(
    ({ parameter, reason }) =>
      `${headerText(parameter).replace(/[\s;,"]/g, '_')};reason="${headerText(reason)}"`,
  );
  return { 'x-plantain-omitted': items.join(', ').slice(0, 4_000) };
}

/** Printable ASCII without quotes and backslashes; anything else has no place in a header. */
const headerText = (text: string) => text.replace(/[^\x20-\x7e]|["\\]/g, ' ').slice(0, 300);

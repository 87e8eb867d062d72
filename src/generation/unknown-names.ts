import type { Omission } from './outcome.ts';

/** Members of a body that its contract does not read, as what was left out and why. */
export function unknownNames(
  body: unknown,
  known: ReadonlySet<string>,
  reason: string,
  prefix = '',
): Omission[] {
  return Object.entries(body as object)
    .filter(([name, value]) => value !== null && !known.has(name))
    .map(([name, value]) => ({
      parameter: `${prefix}${name.slice(0, 64)}`,
      reason: prefix === '' && isWishless(name, value) ? noWish : reason,
    }));
}

/** The reason of an omission that takes nothing from the picture: a strict request may carry it. */
export const noWish = 'it wishes nothing of the picture';

/** Who asks, how the call is kept and paid for (docs/client-rules.md R15). */
const wishless: ReadonlySet<string> = new Set([
  'user',
  'safety_identifier',
  'metadata',
  'store',
  'service_tier',
  'prompt_cache_key',
  'prompt_cache_retention',
]);

/** What apps send unasked and what is done anyway. */
const done: ReadonlyMap<string, readonly string[]> = new Map([
  ['quality', ['auto']],
  ['background', ['auto', 'opaque']],
  ['moderation', ['auto']],
  ['partial_images', ['0']],
  ['tool_choice', ['auto', 'none']],
]);

const isWishless = (name: string, value: unknown): boolean =>
  wishless.has(name) || (done.get(name)?.includes(String(value)) ?? false);

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
    .map(([name]) => ({ parameter: `${prefix}${name.slice(0, 64)}`, reason }));
}

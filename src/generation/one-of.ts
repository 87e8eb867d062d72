import { Failure } from './failure.ts';
import type { Said } from './image-shape.ts';
import { parseResolution } from './resolution.ts';

/**
 * What several spellings of one field say, as the first of them says it. Throws `invalid_request` where two differ:
 * which of them is meant nobody can tell.
 */
export function oneOf(said: readonly Said[]): Said | undefined {
  const [first, ...others] = said;
  const other = first && others.find(({ value }) => meaningOf(value) !== meaningOf(first.value));
  if (!other) return first;
  throw new Failure('invalid_request', {
    message: `${first.field} is ${first.value.slice(0, 40)}, but ${other.field} is ${other.value.slice(0, 40)}. Send one of the two.`,
    param: other.field,
  });
}

/** `2k` and `2K`, `512` and `0.5K` are the same. */
const meaningOf = (value: string): string => parseResolution(value) ?? value.trim().toLowerCase();

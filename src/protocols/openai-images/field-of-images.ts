import { isDeepStrictEqual } from 'node:util';
import { Failure } from '../../generation/failure.ts';

/**
 * The one of `fields` that holds images; undefined when none does. Two may say the same, as a client does that sends
 * every spelling it knows. Throws `invalid_request` where they differ: which of them is meant nobody can tell.
 */
export function fieldOfImages<Field extends string>(
  values: Readonly<Partial<Record<Field, unknown>>>,
  fields: readonly Field[],
): Field | undefined {
  const [first, ...others] = fields.filter((field) => isGiven(values[field]));
  const other = others.find((field) => !isDeepStrictEqual(values[field], values[first as Field]));
  if (other === undefined) return first;
  throw new Failure('invalid_request', {
    message: `Send the images in one field, not in ${first} and ${other}.`,
    param: other,
  });
}

const isGiven = (value: unknown): boolean =>
  value !== undefined && value !== null && !(Array.isArray(value) && value.length === 0);

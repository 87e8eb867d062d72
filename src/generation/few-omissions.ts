import type { Omission } from './outcome.ts';

/** More than anybody reads; a body can hold tens of thousands, and a receipt and its lists are no place for them. */
const mostNamed = 100;

/** The first 100 by name, then one entry that says how many more there are. What is few already stays as it is. */
export function fewOmissions(omitted: readonly Omission[]): readonly Omission[] {
  if (omitted.length <= mostNamed) return omitted;
  return [...omitted.slice(0, mostNamed), restOf(omitted.slice(mostNamed))];
}

/** One entry for several; where such a one is among them, those it stands for count. */
export function restOf(omitted: readonly Omission[]): Omission {
  const count = omitted.reduce((sum, omission) => sum + countOf(omission), 0);
  return { parameter: `and ${count} more`, reason };
}

/** No omission of one parameter has it, so none of a client's names passes for a count. */
const reason = 'too many to be named';

const countOf = (omission: Omission): number =>
  omission.reason === reason ? Number(/\d+/.exec(omission.parameter)?.[0]) : 1;

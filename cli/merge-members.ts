/** What changes of an object that the admin API sets as a whole; null takes a member away, undefined leaves it. */
export type Changes = Readonly<Record<string, unknown>>;

/** The members as they will be: those not named stay. Undefined when none is named. */
export function mergeMembers(
  now: object | null | undefined,
  changes: Changes,
): Record<string, unknown> | undefined {
  const named = Object.entries(changes).filter(([, value]) => value !== undefined);
  if (named.length === 0) return undefined;
  const merged = { ...now, ...Object.fromEntries(named) };
  return Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== null));
}

/** An object without members as null, for what is there or is not. */
export const orNothing = (members: Record<string, unknown> | undefined) =>
  members && Object.keys(members).length === 0 ? null : members;

/** Values by the order of their names, in which everyone takes the rows of keys: no two transactions wait for each other. */
export const inOrder = <Value>(found: ReadonlyMap<string, Value>): Value[] =>
  [...found].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, value]) => value);

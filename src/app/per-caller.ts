import type { Caller } from '../generation/caller.ts';

/**
 * Makes what a caller is given once per caller, not once per request. A caller is one object for as long as its key
 * is remembered (`admission/find-key.ts`), and a new one afterwards.
 */
export function perCaller<Made extends object>(make: (caller: Caller) => Made): (caller: Caller) => Made {
  const known = new WeakMap<Caller, Made>();
  return (caller) => {
    const made = known.get(caller) ?? make(caller);
    known.set(caller, made);
    return made;
  };
}

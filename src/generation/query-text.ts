import { Failure } from './failure.ts';

export type Query = Readonly<Record<string, string | undefined>>;

/** A query parameter that is given at most once; empty is the same as none. Throws `invalid_request`. */
export function queryText(query: Query, name: string): string | undefined {
  const value: unknown = query[name];
  if (value === undefined || value === '') return undefined;
  if (typeof value === 'string') return value;
  throw new Failure('invalid_request', { message: `${name} is given more than once.`, param: name });
}
